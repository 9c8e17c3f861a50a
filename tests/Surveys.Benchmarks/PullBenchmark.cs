using System.Diagnostics;
using System.Globalization;
using System.Net;
using Surveys.Aggregates;
using Surveys.Ledger;
using Surveys.Scoring;

namespace Surveys.Benchmarks;

/// <summary>
/// The ministry's pull: the year of 500 services by month, whole and broken down by each dimension in turn, as JSON
/// (page by page) and as CSV, and the dashboard of all services, through the HTTP front door. It costs the same whether
/// 100,000 or 1,000,000 interactions lie behind it, and 304 costs one read or two.
/// </summary>
/// <remarks>
/// Three ministries. In the first two the same people answer, so the same figures are shown; of ten interactions of the
/// second nine are nobody's answer. In the third a million interactions are drawn anew: more values occur, and more of
/// them have the ten answers that show them, so its answer itself is longer. The three are pulled in turn, so that what
/// else the machine does falls on all alike, and a ratio is the median of those of each turn.
/// </remarks>
internal sealed class PullBenchmark(Func<string, string> connectionOf)
{
    public static readonly string[] Accounts = ["hundred", "million", "anew"];

    private const int Turns = 3;
    private const string Year = "v1/aggregates?from=2026&to=2026&interval=month";

    /// <summary>Costs are the same where they don't differ by more.</summary>
    private const double Tolerance = 0.1;

    public async Task RunAsync()
    {
        var ministries = await Task.WhenAll(Accounts.Select(account => Ministry.OpenAsync(connectionOf(account))));
        foreach (var (ministry, interactions, silentTwins) in ministries.Zip([100_000, 100_000, 1_000_000], [0, 9, 0]))
        {
            var watch = Stopwatch.StartNew();
            var (all, answers) = await ministry.FillAsync(interactions, silentTwins);
            Tell(
                $"{Ministry.Services} services, {Ministry.Months} months, {all:N0} interactions, {answers:N0} answers: filled in {watch.Elapsed.TotalSeconds:F0} s"
            );
        }

        Tell($"");
        Tell(
            $"the year's pull      |         100,000 interactions          |  1,000,000 / 100,000, same answers | 1,000,000 drawn anew / 100,000   | 304"
        );
        Tell(
            $"by              form |    rows    MB  reads   time s   cpu s |  rows  bytes  reads   time    cpu | rows  bytes  reads   time    cpu | reads"
        );
        Tell(
            $"---------------------|---------------------------------------|-----------------------------------|----------------------------------|------"
        );
        foreach (var ministry in ministries)
        {
            // The first pull of all warms up.
            await PullAsync(ministry, $"{Year}&limit={FigureQuery.MaxLimit}");
        }

        var (same, known) = (new List<Ratio>(), new List<int>());
        foreach (var by in (Dimension?[])[null, .. Dimensions.All])
        {
            foreach (var form in (string[])["json", "csv"])
            {
                var question =
                    $"{Year}{(by is { } dimension ? $"&by={dimension.Name}" : "")}&format={form}{(form is "json" ? $"&limit={FigureQuery.MaxLimit}" : "")}";
                var turns = await PullInTurnAsync(ministries, question);
                var reads = await AskAgainAsync(ministries[1], question);
                same.Add(Ratio.Of(turns, 1));
                known.Add(reads);
                Tell($"{Line(by is { } named ? named.Name : "(whole)", form, turns)} | {reads, 5}");
            }
        }

        // The dashboard of all services is never kept by anybody: no 304.
        var dashboard = await PullInTurnAsync(ministries, "ministry?from=2026-01&to=2026-12&lang=en");
        same.Add(Ratio.Of(dashboard, 1));
        Tell($"{Line("(dashboard)", "html", dashboard)} |");

        var (time, cpu) = (Median(same.Select(ratio => ratio.Time)), Median(same.Select(ratio => ratio.Cpu)));
        var isSame =
            same.TrueForAll(ratio => Math.Abs(ratio.Reads - 1) <= Tolerance) && Math.Abs(time - 1) <= Tolerance;
        Tell($"");
        Tell(
            $"Same answers, ten times the interactions: reads {same.Min(ratio => ratio.Reads):F2} to {same.Max(ratio => ratio.Reads):F2}, time {time:F2}, cpu {cpu:F2}: {(isSame ? "the same within 10 %" : "NOT THE SAME")}; 304 costs {known.Min()} to {known.Max()} reads"
        );
        if (!isSame || known.Max() > 2)
        {
            Environment.ExitCode = 1;
        }

        foreach (var ministry in ministries)
        {
            await ministry.DisposeAsync();
        }
    }

    private static string Line(string by, string form, List<Pull[]> turns)
    {
        var first = turns.Select(turn => turn[0]).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{by, -15} {form, 4} | {first[0].Rows, 7} {first[0].Bytes / 1e6, 5:F1} {first[0].Reads, 6} {Median(first.Select(pull => pull.Seconds)), 8:F2} {Median(first.Select(pull => pull.Cpu)), 7:F2} | {Ratio.Of(turns, 1)} | {Ratio.Of(turns, 2)}"
        );
    }

    private static async Task<List<Pull[]>> PullInTurnAsync(Ministry[] ministries, string question)
    {
        var turns = new List<Pull[]>();
        for (var turn = 0; turn < Turns; turn++)
        {
            var pulls = new Pull[ministries.Length];
            for (var i = 0; i < ministries.Length; i++)
            {
                var place = (turn + i) % ministries.Length;
                pulls[place] = await PullAsync(ministries[place], question);
            }

            turns.Add(pulls);
        }

        return turns;
    }

    private static async Task<Pull> PullAsync(Ministry ministry, string question)
    {
        GC.Collect();
        ministry.TakeRequests();
        var (rows, bytes) = (0, 0L);
        var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        for (string? next = question; next is not null; )
        {
            using var response = await ministry.Client.GetAsync(next);
            response.EnsureSuccessStatusCode();
            next = response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
            var body = await response.Content.ReadAsByteArrayAsync();
            bytes += body.Length;
            rows += response.Content.Headers.ContentType!.MediaType switch
            {
                "text/csv" => body.AsSpan().Count((byte)'\n') - 1,
                "text/html" => body.AsSpan().Count("<tr>"u8),
                _ => body.AsSpan().Count("\"period\":"u8),
            };
        }

        var requests = ministry.TakeRequests();
        return requests.Keys.Except(["scores", "services", "savings"]).Any()
            ? throw new InvalidOperationException($"A pull of figures asked {string.Join(", ", requests.Keys)}.")
            : new Pull(
                rows,
                bytes,
                requests.Values.Sum(),
                watch.Elapsed.TotalSeconds,
                (Environment.CpuUsage.TotalTime - cpu).TotalSeconds
            );
    }

    /// <summary>Asks for what is known already; how many reads say so.</summary>
    private static async Task<int> AskAgainAsync(Ministry ministry, string question)
    {
        using var first = await ministry.Client.GetAsync(question);
        using var again = new HttpRequestMessage(HttpMethod.Get, question)
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        };
        ministry.TakeRequests();
        using var response = await ministry.Client.SendAsync(again);
        return response.StatusCode is HttpStatusCode.NotModified
            ? ministry.TakeRequests().Values.Sum()
            : throw new InvalidOperationException($"{question} was answered {response.StatusCode} to its own ETag.");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed record Pull(int Rows, long Bytes, int Reads, double Seconds, double Cpu);

    /// <summary>What a pull of one ministry costs against the first's.</summary>
    private sealed record Ratio(double Rows, double Bytes, double Reads, double Time, double Cpu)
    {
        public static Ratio Of(List<Pull[]> turns, int place)
        {
            double Between(Func<Pull, double> cost) => Median(turns.Select(turn => cost(turn[place]) / cost(turn[0])));
            return new Ratio(
                Between(pull => pull.Rows),
                Between(pull => pull.Bytes),
                Between(pull => pull.Reads),
                Between(pull => pull.Seconds),
                Between(pull => pull.Cpu)
            );
        }

        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Rows, 5:F2} {Bytes, 6:F2} {Reads, 6:F2} {Time, 6:F2} {Cpu, 6:F2}"
            );
    }
}
