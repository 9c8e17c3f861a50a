using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Surveys.Privacy;
using Surveys.Storage;

namespace Surveys.Local;

/// <summary>One text on the simulated network.</summary>
internal sealed record PhoneText
{
    public required string Sid { get; init; }

    /// <summary>The citizen's phone, at whichever end.</summary>
    public required PhoneNumber Phone { get; init; }

    /// <summary>The platform's sender, at the other end.</summary>
    public required string Sender { get; init; }

    /// <summary>From the phone to the platform.</summary>
    public required bool IsInbound { get; init; }

    public required string Body { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>As the carrier's own list shows it: queued, sent, delivered, undelivered; received for what came in.</summary>
    public required string Status { get; init; }

    public int? ErrorCode { get; init; }

    /// <summary>Where the platform wants to hear of it.</summary>
    public string? StatusCallback { get; init; }

    /// <summary>The platform has not heard of it, or not all: it is told after the next start.</summary>
    public bool Pending { get; init; }
}

/// <summary>
/// The table <c>phones</c>: what the simulated carrier has taken. Partition = the phone's digits, row = the time and the id, so that a phone's texts come in
/// their order. Only the local host has it: a real number never gets here.
/// </summary>
internal sealed class PhonesTable(SurveyStorage storage)
{
    /// <summary>The partition of notes on what has happened once; no phone has this name.</summary>
    private const string Once = "once";

    private readonly TableClient _table = storage.TableOf("phones");

    public Task CreateAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    public static string NewSid() => $"SM{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    public Task AddAsync(PhoneText text, CancellationToken cancellationToken) =>
        _table.AddEntityAsync(Write(text), cancellationToken);

    /// <summary>The platform has heard of a text; what it replied is on its way to the phone, in the same transaction.</summary>
    public async Task FinishAsync(PhoneText text, PhoneText? reply, CancellationToken cancellationToken)
    {
        var changes = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpsertReplace, Write(text with { Pending = false })),
        };
        if (reply is not null)
        {
            changes.Add(new(TableTransactionActionType.Add, Write(reply)));
        }

        await _table.SubmitTransactionAsync(changes, cancellationToken);
    }

    /// <summary>One phone's texts, oldest first.</summary>
    public async Task<IReadOnlyList<PhoneText>> ListAsync(PhoneNumber phone, CancellationToken cancellationToken) =>
        await ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(phone)}"), cancellationToken);

    /// <summary>All texts, oldest first.</summary>
    public async Task<IReadOnlyList<PhoneText>> ListAsync(CancellationToken cancellationToken) =>
        [
            .. (await ReadAsync(TableClient.CreateQueryFilter($"PartitionKey ne {Once}"), cancellationToken)).OrderBy(
                text => text.At
            ),
        ];

    /// <summary>Those of which the platform has yet to hear.</summary>
    public async Task<IReadOnlyList<PhoneText>> ListPendingAsync(CancellationToken cancellationToken) =>
        [
            .. (await ReadAsync(TableClient.CreateQueryFilter($"Pending eq {true}"), cancellationToken)).OrderBy(text =>
                text.At
            ),
        ];

    /// <summary>Whether this happens for the first time; from now on it has happened.</summary>
    public async Task<bool> IsFirstAsync(string what, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, 16));
        try
        {
            await _table.AddEntityAsync(new TableEntity(Once, key), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<PhoneText>> ReadAsync(string filter, CancellationToken cancellationToken)
    {
        var texts = new List<PhoneText>();
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            texts.Add(Read(entity));
        }

        return texts;
    }

    private static string PartitionOf(PhoneNumber phone) => phone.E164.TrimStart('+');

    private static TableEntity Write(PhoneText text) =>
        new(PartitionOf(text.Phone), string.Create(CultureInfo.InvariantCulture, $"{text.At.UtcTicks:D19}-{text.Sid}"))
        {
            ["Sid"] = text.Sid,
            ["Sender"] = text.Sender,
            ["Inbound"] = text.IsInbound,
            ["Body"] = text.Body,
            ["Status"] = text.Status,
            ["ErrorCode"] = text.ErrorCode,
            ["StatusCallback"] = text.StatusCallback,
            ["Pending"] = text.Pending,
        };

    private static PhoneText Read(TableEntity entity) =>
        new()
        {
            Sid = entity.GetString("Sid"),
            Phone = PhoneNumber.OfE164("+" + entity.PartitionKey),
            Sender = entity.GetString("Sender"),
            IsInbound = entity.GetBoolean("Inbound") ?? false,
            Body = entity.GetString("Body"),
            At = new DateTimeOffset(
                long.Parse(entity.RowKey.AsSpan(0, 19), CultureInfo.InvariantCulture),
                TimeSpan.Zero
            ),
            Status = entity.GetString("Status"),
            ErrorCode = entity.GetInt32("ErrorCode"),
            StatusCallback = entity.GetString("StatusCallback"),
            Pending = entity.GetBoolean("Pending") ?? false,
        };
}
