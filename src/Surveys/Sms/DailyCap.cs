using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Sms;

/// <summary>
/// A service's texts of a day, where it has a cap: permits, taken before a text is claimed and given back where it certainly did not leave. No figure: a
/// permit whose sender died is lost for the day, so the cap is never exceeded. Rows lie in the table <c>work</c>.
/// </summary>
internal sealed class DailyCap(SurveyStorage storage)
{
    private const string Partition = "cap";
    private const int MaxAttempts = 50;

    /// <summary>Takes one of the service's texts of this day; false where none is left.</summary>
    public Task<bool> TryTakeAsync(Service service, DateTimeOffset now, CancellationToken cancellationToken) =>
        ChangeAsync(service, now, 1, cancellationToken);

    /// <summary>Gives back a permit that was taken at an instant: a carrier that is busy must not use up the day.</summary>
    public Task ReturnAsync(Service service, DateTimeOffset taken, CancellationToken cancellationToken) =>
        ChangeAsync(service, taken, -1, cancellationToken);

    private async Task<bool> ChangeAsync(
        Service service,
        DateTimeOffset now,
        int by,
        CancellationToken cancellationToken
    )
    {
        if (service.TextsPerDay is not { } most)
        {
            return true;
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"{service.ServiceId}_{service.DayOf(now):yyyyMMdd}");
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var stored = await storage.Work.GetEntityIfExistsAsync<TableEntity>(
                Partition,
                key,
                cancellationToken: cancellationToken
            );
            var taken = stored.HasValue ? stored.Value!.GetInt32("Taken")!.Value : 0;
            if (by > 0 ? taken >= most : taken is 0)
            {
                return false;
            }

            var entity = new TableEntity(Partition, key) { ["Taken"] = taken + by };
            try
            {
                _ = stored.HasValue
                    ? await storage.Work.UpdateEntityAsync(
                        entity,
                        stored.Value!.ETag,
                        TableUpdateMode.Replace,
                        cancellationToken
                    )
                    : await storage.Work.AddEntityAsync(entity, cancellationToken);
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // Another host changed it in the same moment.
            }
        }

        return false;
    }
}
