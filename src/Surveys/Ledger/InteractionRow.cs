using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;

namespace Surveys.Ledger;

/// <summary>An interaction as it lies in the table <c>ledger</c>. What is absent is not stored; names are stored in full, so that a person can read a row.</summary>
internal static partial class InteractionRow
{
    /// <summary>Below the table's limit of 32 K characters, and so far above any real list that a longer one is a fault.</summary>
    private const int MaxInbounds = 20;

    public static TableEntity Write(Interaction row)
    {
        var entity = new TableEntity(row.Place.PartitionKey, row.Place.RowKey)
        {
            [nameof(Interaction.InteractionId)] = row.InteractionId,
            [nameof(Interaction.CompletedAt)] = row.CompletedAt,
            [nameof(Interaction.Assistance)] = WireName.Of(row.Assistance),
            [nameof(Interaction.Channel)] = WireName.Of(row.Channel),
            [nameof(Interaction.Language)] = row.Language,
            [nameof(Interaction.ReportedAt)] = row.ReportedAt,
            [nameof(Interaction.Text)] = WireName.Of(row.Text),
            [nameof(Interaction.ExpiresAt)] = row.ExpiresAt,
        };
        Set(entity, nameof(Interaction.Outcome), row.Outcome is { } outcome ? WireName.Of(outcome) : null);
        Set(entity, nameof(Interaction.Region), row.Region);
        Set(entity, nameof(Interaction.Model), row.Model);
        Set(entity, nameof(Interaction.DurationSeconds), row.DurationSeconds);
        Set(entity, nameof(Interaction.SmsConsent), row.SmsConsent);
        Set(entity, nameof(Interaction.Sensitive), row.Sensitive);
        Set(entity, nameof(Interaction.PhoneGiven), row.PhoneGiven);
        Set(entity, nameof(Interaction.Imported), row.Imported);
        Set(entity, nameof(Interaction.Reason), row.Reason is { } reason ? WireName.Of(reason) : null);
        Set(entity, nameof(Interaction.SendAt), row.SendAt);
        Set(entity, nameof(Interaction.SentAt), row.SentAt);
        Set(entity, nameof(Interaction.Attempt), row.Attempt);
        Set(entity, nameof(Interaction.Deadline), row.Deadline);
        Set(entity, nameof(Interaction.Sid), row.Sid);
        Set(entity, nameof(Interaction.Reminder), row.Reminder is ReminderState.None ? null : row.Reminder.ToString());
        Set(entity, nameof(Interaction.ReminderAt), row.ReminderAt);
        Set(entity, nameof(Interaction.ReminderSid), row.ReminderSid);
        Set(entity, nameof(Interaction.ClaimedParts), row.ClaimedParts);
        Set(entity, nameof(Interaction.Parts), row.Parts);
        Set(entity, nameof(Interaction.TextCost), row.TextCost);
        Set(entity, nameof(Interaction.LinkIssued), row.LinkIssued);
        Set(entity, nameof(Interaction.Withdrawn), row.Withdrawn);
        Set(
            entity,
            nameof(Interaction.Answers),
            row.Answers.IsEmpty
                ? null
                : JsonSerializer.Serialize(row.Answers, StoredJson.Default.ImmutableSortedDictionaryStringAnswer)
        );
        Set(entity, nameof(Interaction.Comment), row.Comment);
        Set(entity, nameof(Interaction.Phone), row.Phone);
        Set(entity, nameof(Interaction.PhoneHash), row.PhoneHash);
        Set(entity, nameof(Interaction.Conversation), row.Conversation);
        Set(
            entity,
            nameof(Interaction.Inbounds),
            row.Inbounds.IsEmpty
                ? null
                : JsonSerializer.Serialize(
                    [.. row.Inbounds.TakeLast(MaxInbounds)],
                    StoredJson.Default.ImmutableListInbound
                )
        );
        Set(entity, nameof(Interaction.RegionCell), row.RegionCell);
        Set(entity, nameof(Interaction.ModelCell), row.ModelCell);
        return entity;
    }

    public static Interaction Read(TableEntity entity)
    {
        var partition = entity.PartitionKey;
        return new Interaction
        {
            Place = InteractionKey.Parse($"{partition}_{entity.RowKey[InteractionKey.RowPrefix.Length..]}"),
            InteractionId = entity.GetString(nameof(Interaction.InteractionId)),
            CompletedAt = entity.GetDateTimeOffset(nameof(Interaction.CompletedAt))!.Value,
            Assistance = Required<Assistance>(entity, nameof(Interaction.Assistance)),
            Channel = Required<Channel>(entity, nameof(Interaction.Channel)),
            Outcome = WireName.Find<Outcome>(entity.GetString(nameof(Interaction.Outcome))),
            Language = entity.GetString(nameof(Interaction.Language)),
            Region = entity.GetString(nameof(Interaction.Region)),
            Model = entity.GetString(nameof(Interaction.Model)),
            DurationSeconds = entity.GetInt32(nameof(Interaction.DurationSeconds)),
            SmsConsent = entity.GetBoolean(nameof(Interaction.SmsConsent)) ?? false,
            Sensitive = entity.GetBoolean(nameof(Interaction.Sensitive)) ?? false,
            PhoneGiven = entity.GetBoolean(nameof(Interaction.PhoneGiven)) ?? false,
            Imported = entity.GetBoolean(nameof(Interaction.Imported)) ?? false,
            ReportedAt = entity.GetDateTimeOffset(nameof(Interaction.ReportedAt))!.Value,
            Text = Required<SmsState>(entity, nameof(Interaction.Text)),
            Reason = WireName.Find<Reason>(entity.GetString(nameof(Interaction.Reason))),
            SendAt = entity.GetDateTimeOffset(nameof(Interaction.SendAt)),
            SentAt = entity.GetDateTimeOffset(nameof(Interaction.SentAt)),
            Attempt = entity.GetInt32(nameof(Interaction.Attempt)) ?? 0,
            Deadline = entity.GetDateTimeOffset(nameof(Interaction.Deadline)),
            Sid = entity.GetString(nameof(Interaction.Sid)),
            Reminder = entity.GetString(nameof(Interaction.Reminder)) is { } reminder
                ? Enum.Parse<ReminderState>(reminder)
                : ReminderState.None,
            ReminderAt = entity.GetDateTimeOffset(nameof(Interaction.ReminderAt)),
            ReminderSid = entity.GetString(nameof(Interaction.ReminderSid)),
            ClaimedParts = entity.GetInt32(nameof(Interaction.ClaimedParts)) ?? 0,
            Parts = entity.GetInt32(nameof(Interaction.Parts)) ?? 0,
            TextCost = entity.GetInt64(nameof(Interaction.TextCost)) ?? 0,
            LinkIssued = entity.GetBoolean(nameof(Interaction.LinkIssued)) ?? false,
            ExpiresAt = entity.GetDateTimeOffset(nameof(Interaction.ExpiresAt))!.Value,
            Withdrawn = entity.GetBoolean(nameof(Interaction.Withdrawn)) ?? false,
            Answers = entity.GetString(nameof(Interaction.Answers)) is { } answers
                ? JsonSerializer
                    .Deserialize(answers, StoredJson.Default.ImmutableSortedDictionaryStringAnswer)!
                    .WithComparers(StringComparer.Ordinal)
                : ImmutableSortedDictionary.Create<string, Answer>(StringComparer.Ordinal),
            Comment = entity.GetString(nameof(Interaction.Comment)),
            Phone = entity.GetString(nameof(Interaction.Phone)),
            PhoneHash = entity.GetString(nameof(Interaction.PhoneHash)),
            Conversation = entity.GetString(nameof(Interaction.Conversation)),
            Inbounds = entity.GetString(nameof(Interaction.Inbounds)) is { } inbounds
                ? JsonSerializer.Deserialize(inbounds, StoredJson.Default.ImmutableListInbound)!
                : [],
            RegionCell = entity.GetString(nameof(Interaction.RegionCell)),
            ModelCell = entity.GetString(nameof(Interaction.ModelCell)),
        };
    }

    private static T Required<T>(TableEntity entity, string property)
        where T : struct, Enum =>
        WireName.Find<T>(entity.GetString(property))
        ?? throw new InvalidDataException($"Row {entity.PartitionKey} {entity.RowKey} has no readable {property}.");

    private static void Set(TableEntity entity, string property, object? value)
    {
        if (value is not (null or 0 or 0L or false))
        {
            entity[property] = value;
        }
    }

    [JsonSourceGenerationOptions(
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UseStringEnumConverter = true
    )]
    [JsonSerializable(typeof(ImmutableSortedDictionary<string, Answer>))]
    [JsonSerializable(typeof(ImmutableList<Inbound>))]
    private sealed partial class StoredJson : JsonSerializerContext;
}
