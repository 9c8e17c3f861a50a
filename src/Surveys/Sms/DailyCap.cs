using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Sms;

/// <summary>
/// A service's texts of a day, where it has a cap: permits, taken before a text is claimed. No figure: a permit that was taken for a text which did not go
/// out is lost for the day, so the cap is never exceeded. Rows lie in the table <c>work</c>.
/// </summary>
internal sealed class DailyCap(SurveyStorage storage)
{
    private const string Partition = "cap";
    private const int MostAttempts = 50;

    /// <summary>Takes one of the service's texts of this day; false where none is left.</summary>
    public async Task<bool> TryTakeAsync(Service service, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (service.TextsPerDay is not { } most)
        {
            return true;
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"{service.ServiceId}_{service.DayOf(now):yyyyMMdd}");
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var stored = await storage.Work.GetEntityIfExistsAsync<TableEntity>(Partition, key, cancellationToken: cancellationToken);
            var taken = stored.HasValue ? stored.Value!.GetInt32("Taken")!.Value : 0;
            if (taken >= most)
            {
                return false;
            }

            var entity = new TableEntity(Partition, key) { ["Taken"] = taken + 1 };
            try
            {
                _ = stored.HasValue
                    ? await storage.Work.UpdateEntityAsync(entity, stored.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                    : await storage.Work.AddEntityAsync(entity, cancellationToken);
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // Another host took one in the same moment.
            }
        }

        return false;
    }
}
