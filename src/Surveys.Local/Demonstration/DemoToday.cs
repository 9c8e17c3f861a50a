using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Surveys.Local.Demonstration;

/// <summary>
/// The citizens of the day on which the demonstration began. Most have a phone; some see a link on the service's
/// screen. Most answer: by text if the sender accepts replies, else on the page. A few send STOP, or something that is
/// not an answer.
/// </summary>
internal sealed partial class DemoToday(DemoClient client, DemoState state, Action<string> writeLine, TimeProvider time)
{
    private const int Count = 150;
    private const int ReportBatch = 50;

    /// <summary>The number of citizens who wait for texts at the same time.</summary>
    private const int MaxParallelCitizens = 16;

    /// <summary>The maximum wait for a text; a citizen without a text does not answer.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private static readonly Magic[] Unreachable = [Magic.Unreachable, Magic.Filtered, Magic.Expired];

    private readonly ConcurrentDictionary<string, bool> _skipped = new(StringComparer.Ordinal);

    [GeneratedRegex("/s/(?<code>[A-Za-z0-9]{10})", RegexOptions.CultureInvariant)]
    private static partial Regex Link { get; }

    /// <summary>What was not possible, one line each.</summary>
    public IEnumerable<string> Skipped => _skipped.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reports the interactions, waits for the texts, and answers.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var citizens = Create();
        await ReportAsync(citizens, cancellationToken);
        var progress = new DemoProgress("Citizens answer", citizens.Count, writeLine, time);
        await Parallel.ForEachAsync(
            citizens,
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelCitizens, CancellationToken = cancellationToken },
            async (citizen, cancel) =>
            {
                await AnswerAsync(citizen, cancel);
                progress.Add(1);
            }
        );
    }

    private List<LiveCitizen> Create()
    {
        var random = new SimulatedCitizens(DemoRunner.Seed);
        var services = DemoMinistry.Services.Where(service => service.AnyTime).ToList();
        var citizens = new List<LiveCitizen>();
        for (var number = 0; number < Count; number++)
        {
            var service = services[number % services.Count];
            var id = string.Create(CultureInfo.InvariantCulture, $"today-{number:D4}");
            var at = state.BegunAt.AddMinutes(-1 - random.Number(0, 20));
            var interaction = random.Interaction(service, id, at, 1);
            var phone = PhoneOf(number);
            if (phone is not null)
            {
                interaction["phone"] = phone;
                interaction["smsConsent"] = true;
            }

            var answers = random.Answers(service, interaction, random.Happens(0.6) ? 9 : 3);
            citizens.Add(new LiveCitizen(service, interaction, phone, answers, random.Number(0, 99)));
        }

        return citizens;
    }

    /// <summary>Every twelfth citizen has no phone. The last few have the carrier's magic numbers.</summary>
    private static string? PhoneOf(int number) =>
        number % 12 is 11 ? null
        : number >= Count - Unreachable.Length ? $"+7700999000{(int)Unreachable[Count - 1 - number]}"
        : string.Create(CultureInfo.InvariantCulture, $"+7701200{1000 + (number * 37)}");

    private async Task ReportAsync(List<LiveCitizen> citizens, CancellationToken cancellationToken)
    {
        var progress = new DemoProgress("Reporting today's interactions", citizens.Count, writeLine, time);
        foreach (var batch in citizens.Chunk(ReportBatch))
        {
            var result = await client.SendAsync(
                HttpMethod.Post,
                "v1/interactions",
                state.ProducerKey,
                new JsonArray([.. batch.Select(citizen => citizen.Interaction.DeepClone())]),
                cancellationToken
            );
            foreach (var (citizen, item) in batch.Zip(result!["items"]!.AsArray()))
            {
                citizen.SurveyUrl = (string?)item!["invitation"]?["surveyUrl"];
            }

            progress.Add(batch.Length);
        }
    }

    private async Task AnswerAsync(LiveCitizen citizen, CancellationToken cancellationToken)
    {
        if (citizen.Phone is not { } phone)
        {
            if (citizen.Mood < 60 && citizen.SurveyUrl is { } url)
            {
                await AnswerOnPageAsync(new Uri(url).AbsolutePath, citizen, cancellationToken);
            }

            return;
        }

        if (citizen.Mood >= 72 || citizen.IsUnreachable)
        {
            return;
        }

        var texts = await AwaitTextsAsync(phone, 1, cancellationToken);
        if (texts.Count is 0 || texts.Any(text => text.IsInbound))
        {
            return;
        }

        if (citizen.Service.TwoWay && citizen.Mood < 48)
        {
            await AnswerByTextAsync(phone, citizen, cancellationToken);
        }
        else if (Link.Match(texts[0].Body) is { Success: true } link)
        {
            await AnswerOnPageAsync(link.Value, citizen, cancellationToken);
        }
    }

    private async Task AnswerByTextAsync(string phone, LiveCitizen citizen, CancellationToken cancellationToken)
    {
        var received = 1;
        foreach (var reply in citizen.Replies())
        {
            var body = new JsonObject { ["from"] = phone, ["body"] = reply };
            await client.SendAsync(HttpMethod.Post, "dev/messages", null, body, cancellationToken);
            if ((await AwaitTextsAsync(phone, ++received, cancellationToken)).Count < received)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Waits until a phone has received a number of texts. It returns all texts of the phone, also after the maximum
    /// wait.
    /// </summary>
    private async Task<IReadOnlyList<(bool IsInbound, string Body)>> AwaitTextsAsync(
        string phone,
        int received,
        CancellationToken cancellationToken
    )
    {
        var path = $"dev/messages?phone={Uri.EscapeDataString(phone)}";
        var start = time.GetTimestamp();
        while (true)
        {
            var result = await client.SendAsync(HttpMethod.Get, path, null, null, cancellationToken);
            var texts = result!["items"]!
                .AsArray()
                .Select(item => (IsInbound: (string)item!["direction"]! is "inbound", (string)item["body"]!))
                .ToList();
            if (texts.Count(text => !text.IsInbound) >= received || time.GetElapsedTime(start) > MaxWait)
            {
                return texts;
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private async Task AnswerOnPageAsync(string path, LiveCitizen citizen, CancellationToken cancellationToken)
    {
        var fields = citizen.Answers.Select(answer => KeyValuePair.Create(answer.Key, answer.Value!.ToString()));
        var status = await client.SubmitFormAsync(path, fields, cancellationToken);
        if (status is not (HttpStatusCode.OK or HttpStatusCode.SeeOther or HttpStatusCode.Gone))
        {
            var code = ((int)status).ToString(CultureInfo.InvariantCulture);
            _skipped[$"some answers on the page, which returned {code}"] = true;
        }
    }
}
