using System.Globalization;
using Azure;
using Azure.Data.Tables.Models;
using Surveys.Storage;

namespace Surveys.Audit;

/// <summary>The result of a check of the audit log.</summary>
/// <param name="Days">The number of days with entries.</param>
/// <param name="Entries">The number of entries.</param>
/// <param name="Breaks">Every place at which the chain is broken, in words; empty if it is intact.</param>
internal sealed record AuditReport(int Days, long Entries, IReadOnlyList<string> Breaks);

/// <summary>
/// Checks the audit log: that every entry has the hash of its text and of the entry before it, that no number is missing,
/// and that every day continues the day before. Nothing may write to the log meanwhile.
/// </summary>
internal sealed class AuditVerifier(SurveyStorage storage, TimeProvider time)
{
    private readonly List<string> _breaks = [];

    /// <summary>Checks all days.</summary>
    public async Task<AuditReport> VerifyAsync(CancellationToken cancellationToken)
    {
        _breaks.Clear();
        var (days, entries) = (0, 0L);
        AuditHead? before = null;
        foreach (var day in await ListDaysAsync(cancellationToken))
        {
            var rows = await AuditTable
                .ReadAsync(storage.Audit, day, after: 0, cancellationToken)
                .ToListAsync(cancellationToken);
            var head = await AuditTable.FindHeadAsync(storage.Audit, day, cancellationToken);
            if (head is null)
            {
                // A day without entries is listed if its host stopped before it wrote the first one.
                if (rows.Count > 0)
                {
                    AddBreak(day, null, "the head of the day is missing");
                }

                continue;
            }

            CheckLink(head, before);
            CheckRows(head, rows);
            (days, entries, before) = (days + 1, entries + rows.Count, head);
        }

        if (before?.Next is { } next)
        {
            AddBreak(next, null, "the day has no entry, although the day before it was closed for it");
        }

        return new AuditReport(days, entries, [.. _breaks]);
    }

    /// <summary>The days of the log; none if the table does not exist, as in storage of an earlier version.</summary>
    private async Task<List<DateOnly>> ListDaysAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AuditTable.ListDaysAsync(storage.Audit, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == TableErrorCode.TableNotFound)
        {
            return [];
        }
    }

    /// <summary>Checks that a day continues the day before it.</summary>
    private void CheckLink(AuditHead head, AuditHead? before)
    {
        if (before is null)
        {
            var kept = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddMonths(-AuditLog.RetentionMonths);
            if (head.PreviousDay is { } missing && missing >= kept)
            {
                AddBreak(
                    head.Day,
                    null,
                    string.Create(CultureInfo.InvariantCulture, $"the day before it, {missing:yyyy-MM-dd}, is missing")
                );
            }

            return;
        }

        if (head.PreviousDay != before.Day || before.Next != head.Day)
        {
            AddBreak(
                head.Day,
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it does not follow {before.Day:yyyy-MM-dd}, or days between them are missing"
                )
            );
        }

        if (!head.PreviousHash.AsSpan().SequenceEqual(before.Hash))
        {
            AddBreak(head.Day, null, "it does not contain the last hash of the day before");
        }
    }

    /// <summary>Checks the entries of a day and its head.</summary>
    private void CheckRows(AuditHead head, IReadOnlyList<AuditRow> rows)
    {
        var (number, hash) = (0, head.PreviousHash);
        foreach (var row in rows)
        {
            if (row.Number != ++number)
            {
                AddBreak(head.Day, number, "the entry is missing");
                number = row.Number;
            }
            else if (!row.Hash.AsSpan().SequenceEqual(AuditTable.Hash(hash, row.Json)))
            {
                AddBreak(head.Day, number, "the hash does not match the entry and the one before it");
            }

            hash = row.Hash;
        }

        if (head.Number != number || !head.Hash.AsSpan().SequenceEqual(hash))
        {
            AddBreak(head.Day, head.Number, "the head of the day does not match its last entry");
        }
    }

    private void AddBreak(DateOnly day, int? number, string what) =>
        _breaks.Add(
            number is { } entry
                ? string.Create(CultureInfo.InvariantCulture, $"Audit log, {day:yyyy-MM-dd}, entry {entry}: {what}.")
                : string.Create(CultureInfo.InvariantCulture, $"Audit log, {day:yyyy-MM-dd}: {what}.")
        );
}
