using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Ledger;
using Surveys.Local;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Local;

/// <summary>The host as a process of its own that is killed without warning, again and again, while texts go out and replies come in.</summary>
public sealed partial class KilledHostTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private const string ServiceId = "killed";
    private const int Citizens = 500;
    private const int Kills = 20;

    /// <summary>Longer than the whole: what can't be done in it is a fault.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    [GeneratedRegex("http://127.0.0.1:[0-9]+/")]
    private static partial Regex Address { get; }

    /// <summary>Takes minutes: run by <c>-explicit only -class Surveys.Tests.Local.KilledHostTests</c>.</summary>
    [Fact(Explicit = true), Trait("Run", "by name")]
    public async Task Twenty_kills_and_each_phone_has_exactly_one_invitation()
    {
        var data = Directory.CreateTempSubdirectory("surveys-");
        try
        {
            string producer;
            await using (var host = await RunningHost.StartAsync(data.FullName, storage.ConnectionString))
            {
                producer = await host.RegisterAsync(ServiceId);
            }

            var began = TimeProvider.System.GetTimestamp();
            var reports = new ConcurrentQueue<int[]>(Enumerable.Range(0, Citizens).Chunk(10));
            var completedAt = TimeProvider
                .System.GetUtcNow()
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var answered = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
            for (var kill = 0; kill < Kills || !reports.IsEmpty; kill++)
            {
                Assert.True(
                    TimeProvider.System.GetElapsedTime(began) < Longest,
                    $"{reports.Count} batches are unreported after {kill} kills."
                );
                using var process = Start(data.FullName, out var address);
                using var http = new HttpClient { BaseAddress = await address, Timeout = TimeSpan.FromSeconds(20) };
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", producer);
                using var over = new CancellationTokenSource();
                var work = Task.WhenAll(
                    ReportAsync(http, reports, completedAt, over.Token),
                    ReplyAsync(http, answered, over.Token)
                );

                // Now sooner, now later: in the midst of whatever goes on.
                await Task.Delay(
                    TimeSpan.FromMilliseconds(300 + (kill * 157 % 1700)),
                    TimeProvider.System,
                    TestContext.Current.CancellationToken
                );
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                await over.CancelAsync();
                await work;
            }

            await ExpectOneInvitationEachAsync(data.FullName);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>After the settling time, on a clock that is so far ahead.</summary>
    private async Task ExpectOneInvitationEachAsync(string data)
    {
        await using var host = await RunningHost.StartAsync(
            data,
            storage.ConnectionString,
            new LateClock(TimeSpan.FromMinutes(40))
        );
        host.Log.Expect("will be tried again");
        host.Log.Expect("will be retried");
        host.Log.Expect("will be received again");
        IReadOnlyList<JsonElement> texts = [];
        await RunningHost.AwaitAsync(
            async () =>
            {
                texts =
                [
                    .. (await host.JsonAsync(HttpMethod.Get, "dev/messages")).GetProperty("items").EnumerateArray(),
                ];
                return Enumerable.Range(0, Citizens).All(i => Invitations(texts, i) > 0);
            },
            "a text on each phone",
            TimeSpan.FromMinutes(3)
        );
        Assert.All(Enumerable.Range(0, Citizens), i => Assert.Equal(1, Invitations(texts, i)));
        Assert.Contains(texts, text => text.GetProperty("direction").GetString() is "inbound");
        var folding = host.Services.GetRequiredService<RollupJob>();
        var verification = host.Services.GetRequiredService<LedgerVerifier>();

        // The host runs on: while the last deliveries are told, a row may be ahead of its fold.
        VerificationReport? recount = null;
        await RunningHost.AwaitAsync(
            async () =>
            {
                await folding.RunAllAsync(TestContext.Current.CancellationToken);
                recount = await verification.VerifyAsync(TestContext.Current.CancellationToken);
                return recount.Differences.Count is 0;
            },
            "rows, stripes and folds that agree",
            TimeSpan.FromMinutes(3)
        );
        Assert.Equal(Citizens, recount!.Rows);
    }

    private static int Invitations(IReadOnlyList<JsonElement> texts, int citizen) =>
        texts.Count(text =>
            text.GetProperty("to").GetString() == Phone(citizen)
            && text.GetProperty("body").GetString()!.Contains("/s/", StringComparison.Ordinal)
        );

    private static string Phone(int citizen) => string.Create(CultureInfo.InvariantCulture, $"+7701300{citizen:D4}");

    /// <summary>Reports until all are stored; what was not answered is reported again, as a service would.</summary>
    private static async Task ReportAsync(
        HttpClient http,
        ConcurrentQueue<int[]> reports,
        string completedAt,
        CancellationToken over
    )
    {
        while (!over.IsCancellationRequested && reports.TryDequeue(out var batch))
        {
            try
            {
                using var response = await http.PostAsJsonAsync(
                    "v1/interactions",
                    batch.Select(i => new
                    {
                        serviceId = ServiceId,
                        interactionId = FormattableString.Invariant($"c{i}"),
                        completedAt,
                        assistance = "ai",
                        channel = "web",
                        language = "en",
                        phone = Phone(i),
                        smsConsent = true,
                    }),
                    over
                );
                if (response.IsSuccessStatusCode)
                {
                    continue;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException) { }

            reports.Enqueue(batch);
        }
    }

    /// <summary>Whoever has a text answers it.</summary>
    private static async Task ReplyAsync(
        HttpClient http,
        ConcurrentDictionary<string, bool> answered,
        CancellationToken over
    )
    {
        try
        {
            while (!over.IsCancellationRequested)
            {
                var texts = await http.GetFromJsonAsync<JsonElement>("dev/messages", over);
                foreach (
                    var phone in texts
                        .GetProperty("items")
                        .EnumerateArray()
                        .Select(text => text.GetProperty("to").GetString()!)
                        .Where(phone => phone.StartsWith("+7701300", StringComparison.Ordinal))
                        .Distinct(StringComparer.Ordinal)
                )
                {
                    if (!answered.ContainsKey(phone))
                    {
                        using var response = await http.PostAsJsonAsync(
                            "dev/messages",
                            new { from = phone, body = "5" },
                            over
                        );
                        answered[phone] = response.IsSuccessStatusCode;
                    }
                }
            }
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            // It was killed.
        }
    }

    private Process Start(string data, out Task<Uri> address)
    {
        var found = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(LocalHost).Assembly.Location,
                "--empty",
                "--data",
                data,
                "--storage",
                storage.ConnectionString,
                "--urls",
                "http://127.0.0.1:0",
                "--admin-key",
                RunningHost.AdminKey,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && Address.Match(line.Data) is { Success: true } match)
            {
                found.TrySetResult(new Uri(match.Value));
            }
        };
        process.Exited += (_, _) =>
            found.TrySetException(new InvalidOperationException("The host ended at its start."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        address = found.Task.WaitAsync(
            TimeSpan.FromSeconds(60),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        return process;
    }
}
