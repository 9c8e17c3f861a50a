using System.Globalization;
using System.Text.Json.Nodes;

namespace Surveys.Local.Demonstration;

/// <summary>
/// The savings of the past months. The owner reports them; the ministry verifies all but those of the last three
/// months, and rejects one.
/// </summary>
internal sealed class DemoSavings(DemoClient client, DemoState state, Action<string> writeLine, TimeProvider time)
{
    private const int UndecidedMonths = 3;

    /// <summary>Reports and verifies the savings.</summary>
    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        var claims = DemoMinistry.Services.SelectMany(ClaimsOf).ToList();
        var progress = new DemoProgress("Reporting and verifying savings", claims.Count, writeLine, time);
        await Parallel.ForEachAsync(
            claims,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = DemoRunner.MaxParallelRequests,
                CancellationToken = cancellationToken,
            },
            async (claim, cancel) =>
            {
                await ReportAsync(claim, cancel);
                progress.Add(1);
            }
        );
    }

    private async Task ReportAsync(Claim claim, CancellationToken cancellationToken)
    {
        var month = DemoRunner.FirstMonth(state).AddMonths(claim.Month);
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"v1/services/{claim.ServiceId}/savings/{month:yyyy-MM}/{claim.Category}"
        );
        await client.SendAsync(HttpMethod.Put, path, state.OwnerKey, claim.Report, cancellationToken);
        if (claim.Month < DemoRunner.Months - UndecidedMonths)
        {
            var isRejected = claim is { ServiceId: "tax-return", Category: "staff-time", Month: 4 };
            var decision = isRejected
                ? new JsonObject { ["status"] = "rejected", ["note"] = "The time study covers one office only." }
                : new JsonObject { ["status"] = "verified" };
            await client.SendAsync(
                HttpMethod.Put,
                $"{path}/verification",
                state.MinistryKey,
                decision,
                cancellationToken
            );
        }
    }

    private static IEnumerable<Claim> ClaimsOf(DemoService service, int index)
    {
        var citizens = new SimulatedCitizens(DemoRunner.Seed + 100 + index);
        double Vary(double amount) => Math.Round(amount * citizens.Number(90, 110) / 100);
        for (var month = 0; month < DemoRunner.Months; month++)
        {
            var progress = month / (DemoRunner.Months - 1.0);
            var byAi = service.Monthly * service.AiShareAt(progress);
            var processing = new JsonObject
            {
                ["amount"] = Vary(byAi * service.Saves.Processing),
                ["cashReleasing"] = true,
                ["method"] = "Unit cost before AI less unit cost with AI, times the interactions with AI.",
            };
            yield return new Claim(service.Id, month, "processing-cost", processing);
            var staff = new JsonObject
            {
                ["amount"] = Vary(byAi * service.Saves.Staff),
                ["hours"] = Vary(byAi * 0.12),
                ["method"] = "Minutes saved by a time study of two weeks, times the hourly cost of staff.",
            };
            yield return new Claim(service.Id, month, "staff-time", staff);
            var cost = new JsonObject { ["amount"] = Vary(service.AiCost), ["method"] = "Invoices of the month." };
            yield return new Claim(service.Id, month, "ai-running-cost", cost);
            var citizenTime = new JsonObject
            {
                ["hours"] = Vary(byAi * 0.6),
                ["method"] = "A visit of 45 minutes that was not needed, less the minutes online.",
            };
            yield return new Claim(service.Id, month, "citizen-time", citizenTime);
        }
    }

    /// <summary>A reported saving.</summary>
    /// <param name="ServiceId">The service.</param>
    /// <param name="Month">The number of the month, from 0.</param>
    /// <param name="Category">The wire name of the category.</param>
    /// <param name="Report">The body of the report.</param>
    private sealed record Claim(string ServiceId, int Month, string Category, JsonObject Report);
}
