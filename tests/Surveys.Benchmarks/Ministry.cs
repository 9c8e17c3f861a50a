using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Surveys.Ledger;
using Surveys.Scoring;
using Surveys.Sms.Twilio;
using Surveys.Storage;
using Surveys.Tests.Fixture;
using LedgerOfRows = Surveys.Ledger.InteractionLedger;

namespace Surveys.Benchmarks;

/// <summary>
/// A ministry of <see cref="Services"/> services, from a few interactions a month to hundreds, with the year 2026
/// behind them: the whole platform behind its HTTP front door on an account of its own.
/// </summary>
/// <remarks>
/// What is stored: every interaction is made, and counted into a stripe by <see cref="RowCounts"/> as the ledger does;
/// every service-month is folded by <see cref="RollupJob"/>. Both happen in memory and what they wrote is copied, so
/// the folded rows, which are all that figures are read from, are the real ones. Rows of interactions are stored for
/// the largest service alone, through the ledger, one in forty of all: the emulator keeps what it stores in memory and
/// would hold no million. A service's month lies on one day: there are 6,000 days to fold and not 180,000.
/// </remarks>
internal sealed class Ministry : IAsyncDisposable
{
    public const int Services = 500;
    public const int Months = 12;

    private const int Agencies = 20;

    private static readonly string[] Languages = ["kk", "ru", "en"];
    private static readonly ImmutableSortedDictionary<string, Answer> Nobody = ImmutableSortedDictionary.Create<
        string,
        Answer
    >(StringComparer.Ordinal);

    private readonly WebApplication _app;
    private readonly Requests _requests;

    private Ministry(WebApplication app, Requests requests, HttpClient client) =>
        (_app, _requests, Client) = (app, requests, client);

    /// <summary>A caller who may pull.</summary>
    public HttpClient Client { get; }

    private SurveyStorage Storage => _app.Services.GetRequiredService<SurveyStorage>();

    /// <summary>Serves an empty account.</summary>
    public static async Task<Ministry> OpenAsync(string connection)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Surveys:PublicUrl"] = "https://surveys.example.kz",
                ["Surveys:Access:AdminKey"] = key,
                ["Surveys:Access:RequestsPerSecond"] = "100000",
                ["Surveys:Keys:Ring:0:Version"] = "1",
                ["Surveys:Keys:Ring:0:Secret"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                ["Surveys:Sms:AuthToken"] = key,
            }
        );
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSurveys(builder.Configuration);
        builder.Services.AddTwilioWebhooks(builder.Configuration);
        var requests = new Requests();
        var options = new TableClientOptions();
        options.AddPolicy(requests, HttpPipelinePosition.PerRetry);
        builder.Services.AddSingleton(new QueueServiceClient(connection));
        builder.Services.AddSingleton(provider => new SurveyStorage(
            new TableServiceClient(connection, options),
            provider.GetRequiredService<QueueServiceClient>()
        ));
        var app = builder.Build();
        app.MapSurveys();
        await app.Services.GetRequiredService<SurveyStorage>().CreateAsync(CancellationToken.None);
        await app.StartAsync();
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new Ministry(app, requests, client);
    }

    /// <summary>Registers the services and lets the year happen.</summary>
    /// <param name="interactions">All together; the larger a service, the more of them are its own.</param>
    /// <param name="silentTwins">
    /// For each of them so many more of the same kind that nobody answers: what lies behind grows, what is answered
    /// does not.
    /// </param>
    public async Task<(long Interactions, long Answers)> FillAsync(int interactions, int silentTwins)
    {
        var services = _app.Services;
        foreach (var service in Enumerable.Range(0, Services))
        {
            var settings = new
            {
                name = new { en = $"Service {service}" },
                agency = string.Create(CultureInfo.InvariantCulture, $"Agency {service % Agencies:d2}"),
            };
            (await Client.PutAsJsonAsync($"v1/services/{Id(service)}", settings)).EnsureSuccessStatusCode();
        }

        var largest = Enumerable.Range(0, Services).MinBy(Rank);
        var counts = new Counts();
        var memory = new SurveyStorage(new MemoryTables(), services.GetRequiredService<QueueServiceClient>());
        var folding = new RollupJob(
            memory,
            new WorkIndex(memory, TimeProvider.System),
            (_, _) => ValueTask.FromResult(1),
            TimeProvider.System,
            NullLogger<RollupJob>.Instance
        );
        foreach (var service in Enumerable.Range(0, Services).Where(service => service != largest))
        {
            foreach (var month in Enumerable.Range(1, Months))
            {
                var day = DayOf(service, month);
                var shard = await CounterShard.ReadAsync(memory.Ledger, day.Partition(0), 0, CancellationToken.None);
                foreach (var row in Happen(day, service, month, interactions, silentTwins))
                {
                    RowCounts.Add(shard.Tally, row, 1);
                }

                counts.Add(shard.Tally.Total().Counts);
                await memory.Ledger.SubmitTransactionAsync([shard.Write(CounterShard.NewCommit())]);
                await folding.RunAsync(day, CancellationToken.None);
            }
        }

        await CopyAsync(memory.Ledger, Storage.Ledger);
        await CopyAsync(memory.Scores, Storage.Scores);
        var (ledger, stored) = (services.GetRequiredService<LedgerOfRows>(), services.GetRequiredService<RollupJob>());
        foreach (var month in Enumerable.Range(1, Months))
        {
            var day = DayOf(largest, month);
            await Parallel.ForEachAsync(
                Happen(day, largest, month, interactions, silentTwins),
                new ParallelOptions { MaxDegreeOfParallelism = 256 },
                async (row, cancellationToken) =>
                    await ledger.ChangeAsync(
                        row.Key,
                        expectNew: true,
                        known => new Decision<bool>(known ?? row, known is null),
                        cancellationToken
                    )
            );
            await stored.RunAsync(day, CancellationToken.None);
            counts.Add((await stored.SumCounterShardsAsync(day, CancellationToken.None)).Total().Counts);
        }

        return (counts.Interactions, counts.Responses);
    }

    /// <summary>What the storage was asked since the last call, by table.</summary>
    public IReadOnlyDictionary<string, int> TakeRequests() => _requests.Take();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task CopyAsync(TableClient from, TableClient to)
    {
        var rows = await from.QueryAsync<TableEntity>("").ToListAsync();
        var transactions = rows.GroupBy(row => row.PartitionKey)
            .SelectMany(partition => partition.Chunk(TableLimits.TransactionEntities));
        await Parallel.ForEachAsync(
            transactions,
            async (some, cancellationToken) =>
                await to.SubmitTransactionAsync(
                    some.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)),
                    cancellationToken
                )
        );
    }

    private static string Id(int service) => string.Create(CultureInfo.InvariantCulture, $"service-{service:d3}");

    private static ServiceDay DayOf(int service, int month) =>
        new(Id(service), new DateOnly(2026, month, 1 + (service % 28)));

    /// <summary>0 for the largest service; large and small lie mixed among the ids.</summary>
    private static int Rank(int service) => service * 199 % Services;

    /// <summary>
    /// How many of all interactions fall into a service's month: the sizes are those of a long tail, and the rounded
    /// parts sum to the whole.
    /// </summary>
    private static int CountOf(int service, int month, int interactions)
    {
        var whole = Enumerable.Range(0, Services).Sum(WeightOf);
        var before = Enumerable.Range(0, Rank(service)).Sum(WeightOf);
        var share = WeightOf(Rank(service)) / Months;
        long UpTo(int months) => (long)Math.Round(interactions * (before + (share * months)) / whole);
        return (int)(UpTo(month) - UpTo(month - 1));
    }

    private static double WeightOf(int rank) => 1.0 / (rank + 10);

    /// <summary>
    /// The interactions of one service's month, the same at every run. The first is silent, so that every month has
    /// somebody who was not heard.
    /// </summary>
    private static IEnumerable<Interaction> Happen(
        ServiceDay day,
        int service,
        int month,
        int interactions,
        int silentTwins
    )
    {
        var random = new Random((service * Months) + month);
        var number = 0;
        for (var i = CountOf(service, month, interactions); i > 0; i--)
        {
            var row = Draw(random, day, number, isAnswered: number > 0 && random.NextDouble() < 0.4);
            number++;
            yield return row;
            for (var twin = 0; twin < silentTwins; twin++)
            {
                var id = Number(number++);
                yield return row with
                {
                    Key = InteractionKey.Of(day.ServiceId, day.Day, id, 1),
                    Report = row.Report with { InteractionId = id },
                    Survey = row.Survey with { Answers = Nobody },
                };
            }
        }
    }

    private static Interaction Draw(Random random, ServiceDay day, int number, bool isAnswered)
    {
        var id = Number(number);
        var completedAt = new DateTimeOffset(day.Day, new TimeOnly(6, 0), TimeSpan.Zero);
        return new Interaction
        {
            Key = InteractionKey.Of(day.ServiceId, day.Day, id, 1),
            Report = new ReportedFacts
            {
                InteractionId = id,
                CompletedAt = completedAt,
                ReportedAt = completedAt,
                Assistance = (Assistance)Pick(random, 60, 15, 25),
                Channel = (Channel)Pick(random, 35, 25, 15, 10, 5, 5, 5),
                Outcome = (Outcome)Pick(random, 75, 15, 10),
                Language = Languages[Pick(random, 55, 38, 7)],
                Region = string.Create(CultureInfo.InvariantCulture, $"KZ-{10 + random.Next(20)}"),
                Model = $"assistant-{Pick(random, 70, 20, 10)}",
            },
            Survey = new SurveyProgress
            {
                ExpiresAt = completedAt.AddDays(14),
                LinkIssued = true,
                Answers = isAnswered ? AnswersOf(random, completedAt) : Nobody,
            },
            Sms = new SmsDelivery { State = SmsState.Delivered },
        };
    }

    private static ImmutableSortedDictionary<string, Answer> AnswersOf(Random random, DateTimeOffset at)
    {
        var link = (AnswerLink)Pick(random, 50, 30, 20);
        var channel = link is AnswerLink.Reply ? ResponseChannel.Sms : ResponseChannel.Web;
        var asked = StandardQuestions.All.Where(question =>
            question == StandardQuestions.Satisfaction
            || (question.Kind is not QuestionKind.Text && random.Next(2) is 0)
        );
        return Nobody.AddRange(
            asked.Select(question =>
                KeyValuePair.Create(
                    question.Id,
                    new Answer(question.Choices[random.Next(question.Choices.Length)], at, at, channel, link)
                )
            )
        );
    }

    /// <summary>A place in a list of shares, in hundredths.</summary>
    private static int Pick(Random random, params ReadOnlySpan<int> shares)
    {
        var drawn = random.Next(100);
        var place = 0;
        while (drawn >= shares[place])
        {
            drawn -= shares[place++];
        }

        return place;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Counts what goes over the wire to the tables, repeats and pages included.</summary>
    private sealed class Requests : HttpPipelinePolicy
    {
        private readonly ConcurrentDictionary<string, int> _byTable = new(StringComparer.Ordinal);

        public Dictionary<string, int> Take()
        {
            var taken = _byTable.ToDictionary(StringComparer.Ordinal);
            _byTable.Clear();
            return taken;
        }

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            // The path ends with the table and what is asked of it: scores(), scores(PartitionKey='..',RowKey='..').
            var path = message.Request.Uri.Path;
            var table = path[(path.LastIndexOf('/') + 1)..].Split('(')[0];
            _byTable.AddOrUpdate(table, 1, (_, count) => count + 1);
            return ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("The platform never waits on a thread.");
    }
}
