using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Surveys.Local.Demonstration;

/// <summary>
/// Fills an empty host with a made-up ministry: twelve past months, what they saved, and citizens of today who are texted and answer. All of it goes in
/// through the same HTTP endpoints that real services and citizens use, and all of it may be repeated without harm.
/// </summary>
internal sealed partial class Demo(
    Uri address,
    string adminKey,
    DemoState state,
    Action<string> tell,
    TimeProvider time
) : IDisposable
{
    private const int Seed = 20261125;
    private const int Months = 12;
    private const int LiveCitizens = 150;
    private const int Batch = 500;

    /// <summary>Requests under way: few, since the host serves others meanwhile.</summary>
    private const int Parallel = 3;

    /// <summary>Citizens who wait, mostly.</summary>
    private const int ParallelCitizens = 16;

    /// <summary>Days of each past month on which anything happened: enough for a curve, few enough to be there within a minute.</summary>
    private const int DaysAMonth = 10;

    /// <summary>A citizen's text is answered, or a step shows, within this; beyond it the demonstration goes on without.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>Reports may be a week old at most.</summary>
    private static readonly TimeSpan LiveFor = TimeSpan.FromDays(6);

    private static readonly Magic[] Unreachable = [Magic.Unreachable, Magic.Filtered, Magic.Expired];

    private readonly ConcurrentDictionary<string, bool> _leftOut = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
    };

    [GeneratedRegex("/s/(?<code>[A-Za-z0-9]{10})", RegexOptions.CultureInvariant)]
    private static partial Regex Link { get; }

    /// <summary>What could not be done, a line each.</summary>
    public IReadOnlyCollection<string> LeftOut => [.. _leftOut.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Issues the demonstration's three keys.</summary>
    public static async Task<DemoState> BeginAsync(
        Uri address,
        string adminKey,
        string storage,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var services = DemoMinistry.Services.Select(service => service.Id).ToArray();
        using var demo = new Demo(
            address,
            adminKey,
            new DemoState
            {
                Storage = storage,
                BegunAt = time.GetUtcNow(),
                MinistryKey = "",
                OwnerKey = "",
                ProducerKey = "",
            },
            _ => { },
            time
        );
        return demo.Notes with
        {
            MinistryKey = await demo.IssueAsync("ministry", null, cancellationToken),
            OwnerKey = await demo.IssueAsync("owner", services, cancellationToken),
            ProducerKey = await demo.IssueAsync("producer", services, cancellationToken),
        };
    }

    private DemoState Notes => state;

    /// <summary>Runs it from the beginning, or over again what was cut.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RegisterAsync(cancellationToken);
        var live = await ReportTodayAsync(cancellationToken);
        await AnswerTodayAsync(live, cancellationToken);
        await ReportSavingsAsync(cancellationToken);
        await ImportThePastAsync(cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        foreach (var service in DemoMinistry.Services)
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

            await SendAsync(HttpMethod.Put, $"v1/services/{service.Id}", adminKey, settings, cancellationToken);
        }

        tell($"  {DemoMinistry.Services.Count} services are registered");
    }

    /// <summary>Interactions of today: most with a phone, some with the link that the service shows on its own screen.</summary>
    private async Task<IReadOnlyList<Live>> ReportTodayAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - state.BegunAt > LiveFor)
        {
            _leftOut["the citizens of the day on which it began, which is too long ago"] = true;
            return [];
        }

        var citizens = new SimulatedCitizens(Seed);
        var services = DemoMinistry.Services.Where(service => service.AnyTime).ToList();
        var live = new List<Live>();
        for (var i = 0; i < LiveCitizens; i++)
        {
            var service = services[i % services.Count];
            var interaction = citizens.Interaction(
                service,
                string.Create(CultureInfo.InvariantCulture, $"today-{i:D4}"),
                state.BegunAt.AddMinutes(-1 - citizens.Number(0, 20)),
                1
            );
            string? phone = null;
            if (i % 12 is not 11)
            {
                // The last few are the carrier's magic numbers, which get nothing.
                phone =
                    i >= LiveCitizens - Unreachable.Length
                        ? $"+7700999000{(int)Unreachable[LiveCitizens - 1 - i]}"
                        : string.Create(CultureInfo.InvariantCulture, $"+7701200{1000 + (i * 37)}");
                interaction["phone"] = phone;
                interaction["smsConsent"] = true;
            }

            live.Add(
                new Live(
                    service,
                    interaction,
                    phone,
                    citizens.Answers(service, interaction, citizens.Happens(0.6) ? 9 : 3),
                    citizens.Number(0, 99)
                )
            );
        }

        var progress = new DemoProgress("Reporting today's interactions", live.Count, tell, time);
        foreach (var batch in live.Chunk(50))
        {
            var answer = await SendAsync(
                HttpMethod.Post,
                "v1/interactions",
                state.ProducerKey,
                new JsonArray([.. batch.Select(each => each.Interaction.DeepClone())]),
                cancellationToken
            );
            foreach (var (each, item) in batch.Zip(answer!["items"]!.AsArray()))
            {
                each.SurveyUrl = (string?)item!["invitation"]?["surveyUrl"];
            }

            progress.Add(batch.Length);
        }

        return live;
    }

    private async Task ImportThePastAsync(CancellationToken cancellationToken)
    {
        var past = DemoMinistry.Services.SelectMany((service, index) => Past(service, index)).ToList();
        var progress = new DemoProgress("Bringing in twelve months", past.Count, tell, time);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            past.Chunk(Batch),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (batch, cancel) =>
            {
                await SendAsync(HttpMethod.Post, "v1/imports", adminKey, new JsonArray([.. batch]), cancel);
                progress.Add(batch.Length);
            }
        );
    }

    private IEnumerable<JsonNode> Past(DemoService service, int index)
    {
        var citizens = new SimulatedCitizens(Seed + 1 + index);
        var first = FirstMonth();
        for (var month = 0; month < Months; month++)
        {
            for (var i = 0; i < service.Monthly; i++)
            {
                // Days in order, so that a batch falls on few of them; 04:00 to 13:00 UTC is the working day in Almaty.
                var day = 1 + (i * DaysAMonth / service.Monthly * 28 / DaysAMonth);
                var at = new DateTimeOffset(
                    first.AddMonths(month).AddDays(day - 1),
                    TimeOnly.MinValue,
                    TimeSpan.Zero
                ).AddMinutes(240 + citizens.Number(0, 539));
                yield return citizens.Past(
                    service,
                    string.Create(CultureInfo.InvariantCulture, $"past-{month:D2}-{i:D4}"),
                    at,
                    month / (Months - 1.0)
                );
            }
        }
    }

    private DateOnly FirstMonth() =>
        new DateOnly(state.BegunAt.UtcDateTime.Year, state.BegunAt.UtcDateTime.Month, 1).AddMonths(-Months);

    /// <summary>What the months saved: the owner claims, the ministry verifies all but the newest quarter and rejects one.</summary>
    private async Task ReportSavingsAsync(CancellationToken cancellationToken)
    {
        var claims = new List<(DemoService Service, int Month, string Category, JsonObject Report)>();
        foreach (var (service, index) in DemoMinistry.Services.Select((service, index) => (service, index)))
        {
            var citizens = new SimulatedCitizens(Seed + 100 + index);
            for (var month = 0; month < Months; month++)
            {
                var byAi =
                    service.Monthly
                    * (
                        service.AiShare.First
                        + ((service.AiShare.Last - service.AiShare.First) * month / (Months - 1.0))
                    );
                double Vary(double amount) => Math.Round(amount * citizens.Number(90, 110) / 100);
                claims.Add(
                    (
                        service,
                        month,
                        "processing-cost",
                        new JsonObject
                        {
                            ["amount"] = Vary(byAi * service.Saves.Processing),
                            ["cashReleasing"] = true,
                            ["method"] =
                                "Unit cost before AI less unit cost with AI, times the interactions that AI took part in.",
                        }
                    )
                );
                claims.Add(
                    (
                        service,
                        month,
                        "staff-time",
                        new JsonObject
                        {
                            ["amount"] = Vary(byAi * service.Saves.Staff),
                            ["hours"] = Vary(byAi * 0.12),
                            ["method"] = "Minutes saved by a time study of two weeks, times the hourly cost of staff.",
                        }
                    )
                );
                claims.Add(
                    (
                        service,
                        month,
                        "ai-running-cost",
                        new JsonObject { ["amount"] = Vary(service.AiCost), ["method"] = "Invoices of the month." }
                    )
                );
                claims.Add(
                    (
                        service,
                        month,
                        "citizen-time",
                        new JsonObject
                        {
                            ["hours"] = Vary(byAi * 0.6),
                            ["method"] = "A visit of 45 minutes that was not needed, less the minutes online.",
                        }
                    )
                );
            }
        }

        if (!await ExistsAsync(claims[0].Service.Id, cancellationToken))
        {
            _leftOut["savings, which this host does not take yet"] = true;
            return;
        }

        var first = FirstMonth();
        var progress = new DemoProgress("Reporting and verifying savings", claims.Count, tell, time);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            claims,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (claim, cancel) =>
            {
                var path = string.Create(
                    CultureInfo.InvariantCulture,
                    $"v1/services/{claim.Service.Id}/savings/{first.AddMonths(claim.Month):yyyy-MM}/{claim.Category}"
                );
                await SendAsync(HttpMethod.Put, path, state.OwnerKey, claim.Report, cancel);
                if (claim.Month < Months - 3)
                {
                    var rejects = claim is { Service.Id: "tax-return", Category: "staff-time", Month: 4 };
                    await SendAsync(
                        HttpMethod.Put,
                        $"{path}/verification",
                        state.MinistryKey,
                        rejects
                            ? new JsonObject
                            {
                                ["status"] = "rejected",
                                ["note"] = "The time study covers one office only.",
                            }
                            : new JsonObject { ["status"] = "verified" },
                        cancel
                    );
                }

                progress.Add(1);
            }
        );
    }

    private async Task<bool> ExistsAsync(string serviceId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"v1/services/{serviceId}/savings?from=2026-01&to=2026-01"
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", state.OwnerKey);
        using var response = await _http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode;
    }

    private async Task AnswerTodayAsync(IReadOnlyList<Live> live, CancellationToken cancellationToken)
    {
        var progress = new DemoProgress("Citizens read and answer", live.Count, tell, time);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            live,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelCitizens, CancellationToken = cancellationToken },
            async (citizen, cancel) =>
            {
                await AnswerAsync(citizen, cancel);
                progress.Add(1);
            }
        );
    }

    /// <summary>One citizen: most answer, by text where that is possible, else on the page; a few say stop, or something that is no answer.</summary>
    private async Task AnswerAsync(Live citizen, CancellationToken cancellationToken)
    {
        if (citizen.Phone is null)
        {
            if (citizen.Mood < 60 && citizen.SurveyUrl is { } url)
            {
                await AnswerOnPageAsync(new Uri(url).AbsolutePath, citizen, cancellationToken);
            }

            return;
        }

        if (
            citizen.Mood >= 72
            || citizen.IsUnreachable
            || await AwaitTextsAsync(citizen.Phone, 1, cancellationToken) is not { Count: > 0 } texts
            || texts.Any(text => text.IsInbound)
        )
        {
            return;
        }

        if (citizen.Service.TwoWay && citizen.Mood < 48)
        {
            await AnswerByTextAsync(citizen, cancellationToken);
        }
        else if (Link.Match(texts[0].Body) is { Success: true } link)
        {
            await AnswerOnPageAsync(link.Value, citizen, cancellationToken);
        }
    }

    private async Task AnswerByTextAsync(Live citizen, CancellationToken cancellationToken)
    {
        var language = (string)citizen.Interaction["language"]!;
        string[] words = citizen.Mood switch
        {
            0 or 1 =>
            [
                language is "kk" ? "Тоқтату"
                : language is "ru" ? "Стоп, спасибо"
                : "STOP",
            ],
            2 or 3 => ["👍", Said("satisfaction")],
            _ =>
            [
                Said("satisfaction"),
                (string)citizen.Answers["resolved"]! switch
                {
                    "yes" => "1",
                    "partly" => "2",
                    _ => "3",
                },
                Said("ease"),
                Said("comment"),
            ],
        };
        string Said(string question) => citizen.Answers[question]?.ToString() ?? "";
        var heard = 1;
        foreach (var (said, index) in words.Select((said, index) => (said, index)))
        {
            if (said.Length is 0 || (index > 0 && citizen.Mood % 4 is 3))
            {
                return;
            }

            await SendAsync(
                HttpMethod.Post,
                "dev/messages",
                null,
                new JsonObject { ["from"] = citizen.Phone, ["body"] = said },
                cancellationToken
            );
            if ((await AwaitTextsAsync(citizen.Phone!, ++heard, cancellationToken)).Count < heard)
            {
                return;
            }
        }
    }

    /// <summary>The texts of a phone once it has got so many; fewer where that takes too long.</summary>
    private async Task<IReadOnlyList<(bool IsInbound, string Body)>> AwaitTextsAsync(
        string phone,
        int outbound,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var answer = await SendAsync(
                HttpMethod.Get,
                $"dev/messages?phone={Uri.EscapeDataString(phone)}",
                null,
                null,
                cancellationToken
            );
            var texts = answer!["items"]!
                .AsArray()
                .Select(item => ((string)item!["direction"]! is "inbound", (string)item["body"]!))
                .ToList();
            if (texts.Count(text => !text.Item1) >= outbound || time.GetElapsedTime(began) > Patience)
            {
                return texts;
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }
    }

    private async Task AnswerOnPageAsync(string path, Live citizen, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(
            citizen.Answers.Select(answer => new KeyValuePair<string, string>(answer.Key, answer.Value!.ToString()))
        );
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), form, cancellationToken);
        if (
            response.StatusCode is HttpStatusCode.NotFound
            && response.Content.Headers.ContentType?.MediaType is "application/problem+json"
        )
        {
            _leftOut["answers on the page, which this host does not show yet"] = true;
        }
        else if ((int)response.StatusCode >= 400 && response.StatusCode is not HttpStatusCode.Gone)
        {
            _leftOut[
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"some answers on the page, which was answered {(int)response.StatusCode}"
                )
            ] = true;
        }
    }

    private async Task<string> IssueAsync(string role, string[]? services, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["role"] = role, ["label"] = $"demonstration: {role}" };
        if (services is not null)
        {
            body["services"] = new JsonArray([.. services.Select(service => (JsonNode)service)]);
        }

        return (string)(await SendAsync(HttpMethod.Post, "v1/keys", adminKey, body, cancellationToken))!["key"]!;
    }

    /// <summary>Sends, and again while the host is busy; what is refused ends the demonstration with what the host said.</summary>
    private async Task<JsonNode?> SendAsync(
        HttpMethod method,
        string path,
        string? key,
        JsonNode? body,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = body is null ? null : JsonContent.Create(body),
            };
            if (key is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response.Content.Headers.ContentLength is 0 || response.StatusCode is HttpStatusCode.NoContent
                    ? null
                    : JsonNode.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
            }

            // A saving that was decided on in a run before this one stays decided.
            if (
                response.StatusCode is HttpStatusCode.Conflict
                && path.EndsWith("/verification", StringComparison.Ordinal)
            )
            {
                return null;
            }

            if (
                response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                || attempt is 5
            )
            {
                var answer = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new DemoException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{method} {path} was answered {(int)response.StatusCode}: {answer}"
                    )
                );
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), time, cancellationToken);
        }
    }

    /// <summary>A citizen of today.</summary>
    /// <param name="Service">Who served.</param>
    /// <param name="Interaction">As it is reported.</param>
    /// <param name="Phone">The phone; null: only the link that the service shows.</param>
    /// <param name="Answers">What the citizen would answer.</param>
    /// <param name="Mood">0 to 99: what they do.</param>
    private sealed record Live(DemoService Service, JsonObject Interaction, string? Phone, JsonObject Answers, int Mood)
    {
        public string? SurveyUrl { get; set; }

        public bool IsUnreachable => Phone?.StartsWith("+770099900", StringComparison.Ordinal) is true;
    }
}

/// <summary>The demonstration can't go on; the message says where it stopped.</summary>
internal sealed class DemoException(string message) : Exception(message);
