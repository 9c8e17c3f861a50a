using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Surveys.Privacy;
using Surveys.Storage;

namespace Surveys.Local;

/// <summary>
/// The table <c>phones</c> with the messages of the simulated carrier. The partition key is the digits of the phone. The
/// row key is the time and the id, so a phone's messages are read in order. Only the local host has this table.
/// </summary>
internal sealed class PhonesTable(SurveyStorage storage)
{
    /// <summary>The partition of the events of <see cref="IsFirstAsync"/>. It is not a phone's.</summary>
    private const string Once = "once";

    private readonly TableClient _table = storage.TableOf("phones");

    /// <summary>Creates the table if it does not exist.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>A new message id in Twilio's form.</summary>
    public static string NewSid() => $"SM{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    /// <summary>Adds a message.</summary>
    public Task AddAsync(SimulatedSms message, CancellationToken cancellationToken) =>
        _table.AddEntityAsync(ToEntity(message), cancellationToken);

    /// <summary>Marks a message as no longer pending, and adds the platform's reply in the same transaction.</summary>
    public async Task CompleteAsync(SimulatedSms message, SimulatedSms? reply, CancellationToken cancellationToken)
    {
        var changes = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpsertReplace, ToEntity(message with { Pending = false })),
        };
        if (reply is not null)
        {
            changes.Add(new(TableTransactionActionType.Add, ToEntity(reply)));
        }

        await _table.SubmitTransactionAsync(changes, cancellationToken);
    }

    /// <summary>One phone's messages, oldest first.</summary>
    public async Task<IReadOnlyList<SimulatedSms>> ListAsync(PhoneNumber phone, CancellationToken cancellationToken) =>
        await ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(phone)}"), cancellationToken);

    /// <summary>All messages, oldest first.</summary>
    public async Task<IReadOnlyList<SimulatedSms>> ListAsync(CancellationToken cancellationToken) =>
        await ReadByTimeAsync(TableClient.CreateQueryFilter($"PartitionKey ne {Once}"), cancellationToken);

    /// <summary>The pending messages, oldest first.</summary>
    public async Task<IReadOnlyList<SimulatedSms>> ListPendingAsync(CancellationToken cancellationToken) =>
        await ReadByTimeAsync(TableClient.CreateQueryFilter($"Pending eq {true}"), cancellationToken);

    /// <summary>Whether this is the first call for an event. The table remembers the event.</summary>
    public async Task<bool> IsFirstAsync(string name, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
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

    private async Task<IReadOnlyList<SimulatedSms>> ReadByTimeAsync(
        string filter,
        CancellationToken cancellationToken
    ) => [.. (await ReadAsync(filter, cancellationToken)).OrderBy(message => message.At)];

    private async Task<IReadOnlyList<SimulatedSms>> ReadAsync(string filter, CancellationToken cancellationToken)
    {
        var messages = new List<SimulatedSms>();
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            messages.Add(FromEntity(entity));
        }

        return messages;
    }

    private static string PartitionOf(PhoneNumber phone) => phone.E164.TrimStart('+');

    private static TableEntity ToEntity(SimulatedSms message) =>
        new(
            PartitionOf(message.Phone),
            string.Create(CultureInfo.InvariantCulture, $"{message.At.UtcTicks:D19}-{message.Sid}")
        )
        {
            ["Sid"] = message.Sid,
            ["Sender"] = message.Sender,
            ["Inbound"] = message.IsInbound,
            ["Body"] = message.Body,
            ["Status"] = message.Status,
            ["ErrorCode"] = message.ErrorCode,
            ["StatusCallback"] = message.StatusCallback,
            ["Pending"] = message.Pending,
        };

    private static SimulatedSms FromEntity(TableEntity entity) =>
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
