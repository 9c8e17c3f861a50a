using System.Globalization;
using System.Text.Json.Nodes;

namespace Surveys.Local.Demonstration;

/// <summary>
/// Fills an empty host with a ministry: twelve past months, their savings, and citizens of today who get texts and
/// answer. It uses the HTTP endpoints that services and citizens use. After an interruption it runs again from the
/// start, which changes nothing that is already there.
/// </summary>
internal sealed class DemoRunner(DemoClient client, DemoState state, Action<string> writeLine, TimeProvider time)
{
    /// <summary>The seed of everything random. Each part adds its own number to it.</summary>
    internal const int Seed = 20261125;

    /// <summary>The past months.</summary>
    internal const int Months = 12;

    /// <summary>The number of parallel requests. It is low, because the host also serves people meanwhile.</summary>
    internal const int MaxParallelRequests = 3;

    private const int ImportBatch = 500;

    /// <summary>The days of a month with interactions. Few days keep the import short.</summary>
    private const int DaysPerMonth = 10;

    /// <summary>Reports of interactions can be a week old at most.</summary>
    private static readonly TimeSpan MaxAgeOfToday = TimeSpan.FromDays(6);

    private readonly List<string> _skipped = [];

    /// <summary>What was not possible, one line each.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>Issues the keys of the demonstration.</summary>
    public static async Task<DemoState> BeginAsync(
        DemoClient client,
        string storage,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var services = DemoMinistry.Services.Select(service => service.Id).ToArray();
        return new DemoState
        {
            Storage = storage,
            BegunAt = time.GetUtcNow(),
            MinistryKey = await client.IssueKeyAsync("ministry", null, cancellationToken),
            OwnerKey = await client.IssueKeyAsync("owner", services, cancellationToken),
            ProducerKey = await client.IssueKeyAsync("producer", services, cancellationToken),
        };
    }

    /// <summary>Creates everything.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RegisterAsync(cancellationToken);
        if (time.GetUtcNow() - state.BegunAt > MaxAgeOfToday)
        {
            _skipped.Add("the citizens of the first day, because it is more than six days ago");
        }
        else
        {
            var today = new DemoToday(client, state, writeLine, time);
            await today.RunAsync(cancellationToken);
            _skipped.AddRange(today.Skipped);
        }

        await new DemoSavings(client, state, writeLine, time).ReportAsync(cancellationToken);
        await ImportPastAsync(cancellationToken);
        await RecordVolumesAsync(cancellationToken);
    }

    /// <summary>The first day of the first past month.</summary>
    internal static DateOnly FirstMonth(DemoState state) =>
        new DateOnly(state.BegunAt.UtcDateTime.Year, state.BegunAt.UtcDateTime.Month, 1).AddMonths(-Months);

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        foreach (var service in DemoMinistry.Services)
        {
            var path = $"v1/services/{service.Id}";
            await client.SendAsync(HttpMethod.Put, path, client.AdminKey, SettingsOf(service), cancellationToken);
            await client.SendAsync(HttpMethod.Put, $"{path}/labels", client.AdminKey, LabelsOf(), cancellationToken);
        }

        writeLine($"  {DemoMinistry.Services.Count} services are registered");
    }

    /// <summary>The ministry records what it counts itself: the volumes that reports are checked against.</summary>
    private async Task RecordVolumesAsync(CancellationToken cancellationToken)
    {
        foreach (var service in DemoMinistry.Services)
        {
            for (var month = 0; month < Months; month++)
            {
                var volume = new JsonObject
                {
                    ["count"] = (int)Math.Round(service.Monthly / service.ReportedShare),
                    ["source"] = "The portal's own count of finished cases",
                };
                var name = FirstMonth(state).AddMonths(month).ToString("yyyy-MM", CultureInfo.InvariantCulture);
                await client.SendAsync(
                    HttpMethod.Put,
                    $"v1/services/{service.Id}/volumes/{name}",
                    state.MinistryKey,
                    volume,
                    cancellationToken
                );
            }
        }
    }

    private static JsonObject LabelsOf() =>
        new()
        {
            ["model"] = new JsonArray([.. SimulatedCitizens.Models.Select(model => (JsonNode)model)]),
            ["region"] = new JsonArray([.. SimulatedCitizens.Regions.Select(region => (JsonNode)region)]),
        };

    private static JsonObject SettingsOf(DemoService service)
    {
        var settings = new JsonObject
        {
            ["name"] = new JsonObject
            {
                ["kk"] = service.Name.Kk,
                ["ru"] = service.Name.Ru,
                ["en"] = service.Name.En,
            },
            ["agency"] = service.Agency,
            ["csatTarget"] = service.Target,
            ["delayMinutes"] = 0,
            ["cooldownDays"] = 0,
            ["accent"] = service.Accent,
            ["sms"] = service.Sender is null
                ? null
                : new JsonObject
                {
                    ["from"] = service.Sender,
                    ["twoWay"] = service.TwoWay,
                    ["partPrice"] = 12.5,
                },
        };
        if (service.AnyTime)
        {
            settings["sendingWindow"] = null;
        }

        return settings;
    }

    private async Task ImportPastAsync(CancellationToken cancellationToken)
    {
        var past = DemoMinistry.Services.SelectMany(PastOf).ToList();
        var progress = new DemoProgress("Importing twelve months", past.Count, writeLine, time);
        await Parallel.ForEachAsync(
            past.Chunk(ImportBatch),
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelRequests, CancellationToken = cancellationToken },
            async (batch, cancel) =>
            {
                var items = new JsonArray([.. batch]);
                await client.SendAsync(HttpMethod.Post, "v1/imports", client.AdminKey, items, cancel);
                progress.Add(batch.Length);
            }
        );
    }

    /// <summary>
    /// The past interactions of a service. They are ordered by day, so that each batch has few days. 04:00 to 13:00 UTC
    /// is the working day in Almaty.
    /// </summary>
    private IEnumerable<JsonNode> PastOf(DemoService service, int index)
    {
        var citizens = new SimulatedCitizens(Seed + 1 + index);
        var first = FirstMonth(state);
        for (var month = 0; month < Months; month++)
        {
            for (var number = 0; number < service.Monthly; number++)
            {
                var day = number * DaysPerMonth / service.Monthly * 28 / DaysPerMonth;
                var at = new DateTimeOffset(
                    first.AddMonths(month).AddDays(day),
                    TimeOnly.MinValue,
                    TimeSpan.Zero
                ).AddMinutes(240 + citizens.Number(0, 539));
                var id = string.Create(CultureInfo.InvariantCulture, $"past-{month:D2}-{number:D4}");
                yield return citizens.Past(service, id, at, month / (Months - 1.0));
            }
        }
    }
}
