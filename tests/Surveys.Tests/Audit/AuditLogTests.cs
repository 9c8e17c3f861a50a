using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using Surveys.Audit;
using Surveys.Countries;
using Surveys.Privacy;
using Surveys.Storage;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Audit;

/// <summary>The chain of the audit log, with several hosts, at midnight, after lost answers, and after tampering.</summary>
public sealed class AuditLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly MemoryTables _tables = new();
    private readonly SurveyStorage _storage;
    private readonly List<AuditLog> _hosts = [];

    public AuditLogTests()
    {
        _storage = new SurveyStorage(_tables, new MemoryQueues(_time));
        Host = AddHost();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AuditLog Host { get; }

    public void Dispose() => _hosts.ForEach(host => host.Dispose());

    [Fact]
    public async Task Entries_are_numbered_by_day_and_days_are_linked()
    {
        await WriteAsync(Host, "a", "b");
        _time.Advance(TimeSpan.FromDays(1));
        await WriteAsync(Host, "c");
        _time.Advance(TimeSpan.FromDays(3));
        await WriteAsync(AddHost(), "d");

        Assert.Equal(["23:1:a", "23:2:b", "24:1:c", "27:1:d"], await ReadAsync());
        Assert.Equal((3, 4), await VerifyAsync());
    }

    [Fact]
    public async Task Several_hosts_that_write_at_once_make_one_chain()
    {
        var hosts = Enumerable.Range(0, 4).Select(_ => AddHost()).ToList();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 400),
            new ParallelOptions { MaxDegreeOfParallelism = 40, CancellationToken = Cancel },
            async (number, _) => await WriteAsync(hosts[number % hosts.Count], $"{number}")
        );

        Assert.Equal(
            Enumerable.Range(0, 400).Select(number => $"{number}").Order(StringComparer.Ordinal),
            (await ReadAsync()).Select(entry => entry.Split(':')[2]).Order(StringComparer.Ordinal)
        );
        Assert.Equal((1, 400), await VerifyAsync());
    }

    [Fact]
    public async Task A_host_whose_clock_is_behind_continues_the_open_day()
    {
        var slow = AddHost(new FakeTimeProvider(Noon));
        await WriteAsync(slow, "a");
        _time.Advance(TimeSpan.FromHours(12));
        await WriteAsync(Host, "b");
        await WriteAsync(slow, "c");

        Assert.Equal(["23:1:a", "24:1:b", "24:2:c"], await ReadAsync());
        Assert.Equal((2, 3), await VerifyAsync());
    }

    [Fact]
    public async Task A_host_that_stops_between_two_days_leaves_a_chain_that_others_continue()
    {
        var slow = AddHost(new FakeTimeProvider(Noon));
        await WriteAsync(slow, "a");
        _time.Advance(TimeSpan.FromHours(12));

        // The day is closed, and the transaction with the first entry of the next day fails.
        var transactions = 0;
        _tables.Before = call =>
        {
            if (call.Operation is "Transaction" && ++transactions is 2)
            {
                throw new RequestFailedException(0, "Connection refused.");
            }
        };
        await Assert.ThrowsAsync<RequestFailedException>(() => WriteAsync(Host, "lost"));
        Assert.Contains("closed", Assert.Single((await CheckAsync()).Breaks), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromDays(5));
        await WriteAsync(slow, "b");
        await WriteAsync(Host, "c");
        Assert.Equal(["23:1:a", "24:1:b", "29:1:c"], await ReadAsync());
        Assert.Equal((3, 3), await VerifyAsync());
    }

    [Fact]
    public async Task Hosts_that_start_an_empty_log_on_different_days_make_one_chain()
    {
        var slow = AddHost(new FakeTimeProvider(Noon - TimeSpan.FromDays(1)));
        await Task.WhenAll(WriteAsync(slow, "a"), WriteAsync(Host, "b"), WriteAsync(AddHost(), "c"));

        Assert.Equal(3, (await VerifyAsync()).Entries);
    }

    [Fact]
    public async Task An_entry_whose_answer_was_lost_is_written_once()
    {
        await WriteAsync(Host, "a");
        var lost = false;
        _tables.After = call =>
        {
            if (call.Operation is "Transaction" && !lost)
            {
                lost = true;
                throw new RequestFailedException(412, "The repeated transaction conflicts with the first one.");
            }
        };
        await WriteAsync(Host, "b");
        await WriteAsync(Host, "c");

        Assert.Equal(["23:1:a", "23:2:b", "23:3:c"], await ReadAsync());
        Assert.Equal((1, 3), await VerifyAsync());
    }

    [Fact]
    public async Task An_error_reaches_every_caller_and_the_log_goes_on_afterwards()
    {
        _tables.Before = _ => throw new RequestFailedException(503, "Busy.");
        await Assert.ThrowsAsync<RequestFailedException>(() => WriteAsync(Host, "lost"));
        _tables.Before = static _ => { };
        await WriteAsync(Host, "a");

        Assert.Equal(["23:1:a"], await ReadAsync());
        Assert.Equal((1, 1), await VerifyAsync());
    }

    [Theory]
    [InlineData("change", "entry 2: the hash does not match")]
    [InlineData("remove", "entry 2: the entry is missing")]
    [InlineData("remove-last", "the head of the day does not match")]
    [InlineData("remove-day", "does not follow 2026-11-23")]
    [InlineData("remove-head", "the head of the day is missing")]
    [InlineData("rewrite", "does not contain the last hash of the day before")]
    [InlineData("remove-first-day", "the day before it, 2026-11-23, is missing")]
    public async Task Tampering_breaks_the_chain(string how, string expected)
    {
        await WriteAsync(Host, "a", "b", "c");
        _time.Advance(TimeSpan.FromDays(1));
        await WriteAsync(Host, "d", "e", "f");
        _time.Advance(TimeSpan.FromDays(1));
        await WriteAsync(Host, "g");
        Assert.Equal((3, 7), await VerifyAsync());

        await TamperAsync(how);

        Assert.Contains((await CheckAsync()).Breaks, found => found.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Days_are_deleted_after_24_months_with_an_entry_and_the_rest_is_still_a_chain()
    {
        await WriteAsync(Host, "a");
        _time.Advance(TimeSpan.FromDays(30));
        await WriteAsync(Host, "b");
        Assert.Equal(0, await Host.DeleteOldAsync(Cancel));

        _time.Advance(new DateTimeOffset(2028, 11, 24, 12, 0, 0, TimeSpan.Zero) - _time.GetUtcNow());
        await WriteAsync(Host, "c");
        Assert.Equal(1, await Host.DeleteOldAsync(Cancel));

        Assert.Equal(["23:1:b", "24:1:c", "24:2:platform"], await ReadAsync());
        Assert.Equal((2, 3), await VerifyAsync());
    }

    [Fact]
    public async Task Personal_data_in_a_reason_are_masked()
    {
        await Host.WriteAsync(
            new AuditEntry("actor", "ministry", AuditAction.ShownBallotsDecided) { Reason = "Ask +7 701 234 56 78" },
            Cancel
        );

        var row = await AuditTable
            .ReadAsync(_storage.Audit, DateOnly.FromDateTime(Noon.UtcDateTime), 0, Cancel)
            .SingleAsync(Cancel);
        Assert.Equal("Ask ***", AuditEntry.OfJson(row.Json).Reason);
    }

    private async Task TamperAsync(string how)
    {
        var audit = _storage.Audit;
        async Task<TableEntity> FindAsync(string day, string key) =>
            (await audit.GetEntityIfExistsAsync<TableEntity>(day, key, cancellationToken: Cancel)).Value!;
        Task RemoveAsync(string day, string key) => audit.DeleteEntityAsync(day, key, ETag.All, Cancel);
        switch (how)
        {
            case "change":
                var changed = await FindAsync("2026-11-23", "0000000002");
                changed["Entry"] = changed.GetString("Entry").Replace("\"b\"", "\"x\"", StringComparison.Ordinal);
                await audit.UpsertEntityAsync(changed, TableUpdateMode.Replace, Cancel);
                break;
            case "remove":
                await RemoveAsync("2026-11-23", "0000000002");
                break;
            case "remove-last":
                await RemoveAsync("2026-11-23", "0000000003");
                break;
            case "remove-day":
                await AuditTable.DeleteDayAsync(audit, new DateOnly(2026, 11, 24), Cancel);
                break;
            case "remove-head":
                await RemoveAsync("2026-11-24", "head");
                break;
            case "remove-first-day":
                await AuditTable.DeleteDayAsync(audit, new DateOnly(2026, 11, 23), Cancel);
                break;
            default:
                // The whole day is written again, with hashes that match each other.
                var rewritten = await FindAsync("2026-11-23", "0000000003");
                var json = rewritten.GetString("Entry").Replace("\"c\"", "\"x\"", StringComparison.Ordinal);
                var before = (await FindAsync("2026-11-23", "0000000002")).GetBinary("Hash");
                rewritten["Entry"] = json;
                rewritten["Hash"] = AuditTable.Hash(before, json);
                await audit.UpsertEntityAsync(rewritten, TableUpdateMode.Replace, Cancel);
                var head = await FindAsync("2026-11-23", "head");
                head["Hash"] = rewritten["Hash"];
                await audit.UpsertEntityAsync(head, TableUpdateMode.Replace, Cancel);
                break;
        }
    }

    private AuditLog AddHost(TimeProvider? time = null)
    {
        var country = CountryCatalog.Shipped.Find("kz")!;
        var host = new AuditLog(_storage, new PersonalDataMask(country), time ?? _time);
        _hosts.Add(host);
        return host;
    }

    private static async Task WriteAsync(AuditLog host, params string[] actors)
    {
        foreach (var actor in actors)
        {
            await host.WriteAsync(new AuditEntry(actor, "admin", AuditAction.SignedIn), Cancel);
        }
    }

    /// <summary>All entries as day of the month, number and actor.</summary>
    private async Task<List<string>> ReadAsync()
    {
        var entries = new List<string>();
        foreach (var day in await AuditTable.ListDaysAsync(_storage.Audit, Cancel))
        {
            await foreach (var row in AuditTable.ReadAsync(_storage.Audit, day, 0, Cancel))
            {
                entries.Add($"{day.Day}:{row.Number}:{AuditEntry.OfJson(row.Json).Actor}");
            }
        }

        return entries;
    }

    private Task<AuditReport> CheckAsync() => new AuditVerifier(_storage, _time).VerifyAsync(Cancel);

    private async Task<(int Days, long Entries)> VerifyAsync()
    {
        var report = await CheckAsync();
        Assert.Empty(report.Breaks);
        return (report.Days, report.Entries);
    }
}
