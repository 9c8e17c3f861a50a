using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;

namespace Surveys.Ledger;

/// <summary>
/// Maps an interaction to its row in the table <c>ledger</c> and back. A default value is not stored. Column names are
/// stored in full, so that a person can read a row.
/// </summary>
internal static partial class InteractionRow
{
    /// <summary>Keeps the column below the limit of a property; a real list is far shorter.</summary>
    private const int MaxInbounds = 20;

    /// <summary>The row of an interaction.</summary>
    public static TableEntity Write(Interaction interaction)
    {
        var entity = new TableEntity(interaction.Key.PartitionKey, interaction.Key.RowKey);
        Write(entity, interaction.Report);
        Write(entity, interaction.Sms);
        Write(entity, interaction.Survey);
        Set(entity, Column.Phone, interaction.Contact.SealedPhone);
        Set(entity, Column.PhoneHash, interaction.Contact.PhoneHash);
        Set(entity, Column.PhoneBlock, interaction.Contact.PhoneBlock);
        Set(entity, Column.NewNumber, interaction.Contact.IsNewNumber);
        return entity;
    }

    /// <summary>The interaction of a row.</summary>
    /// <exception cref="InvalidDataException">A column that is always written has no known value.</exception>
    public static Interaction Read(TableEntity entity) =>
        new()
        {
            Key = InteractionKey.Parse($"{entity.PartitionKey}_{entity.RowKey[InteractionKey.RowPrefix.Length..]}"),
            Report = ReadReport(entity),
            Contact = new ContactDetails
            {
                SealedPhone = entity.GetString(Column.Phone),
                PhoneHash = entity.GetString(Column.PhoneHash),
                PhoneBlock = entity.GetString(Column.PhoneBlock),
                IsNewNumber = entity.GetBoolean(Column.NewNumber) ?? false,
            },
            Sms = ReadSms(entity),
            Survey = ReadSurvey(entity),
        };

    private static void Write(TableEntity entity, ReportedFacts report)
    {
        entity[Column.InteractionId] = report.InteractionId;
        entity[Column.CompletedAt] = report.CompletedAt;
        entity[Column.Assistance] = WireName.Of(report.Assistance);
        entity[Column.Channel] = WireName.Of(report.Channel);
        Set(entity, Column.Outcome, report.Outcome is { } outcome ? WireName.Of(outcome) : null);
        entity[Column.Language] = report.Language;
        Set(entity, Column.Region, report.Region);
        Set(entity, Column.Model, report.Model);
        Set(entity, Column.DurationSeconds, report.DurationSeconds);
        Set(entity, Column.SmsConsent, report.SmsConsent);
        Set(entity, Column.Sensitive, report.Sensitive);
        Set(entity, Column.PhoneGiven, report.PhoneGiven);
        Set(entity, Column.Imported, report.Imported);
        Set(entity, Column.DeliveryStated, report.DeliveryStated);
        entity[Column.Ballot] = WireName.Of(report.Ballot);
        entity[Column.ReportedAt] = report.ReportedAt;
        Set(entity, Column.RegionCell, report.RegionCell);
        Set(entity, Column.ModelCell, report.ModelCell);
    }

    private static ReportedFacts ReadReport(TableEntity entity) =>
        new()
        {
            InteractionId = entity.GetString(Column.InteractionId),
            CompletedAt = entity.GetDateTimeOffset(Column.CompletedAt)!.Value,
            Assistance = Required<Assistance>(entity, Column.Assistance),
            Channel = Required<Channel>(entity, Column.Channel),
            Outcome = WireName.Find<Outcome>(entity.GetString(Column.Outcome)),
            Language = entity.GetString(Column.Language),
            Region = entity.GetString(Column.Region),
            Model = entity.GetString(Column.Model),
            DurationSeconds = entity.GetInt32(Column.DurationSeconds),
            SmsConsent = entity.GetBoolean(Column.SmsConsent) ?? false,
            Sensitive = entity.GetBoolean(Column.Sensitive) ?? false,
            PhoneGiven = entity.GetBoolean(Column.PhoneGiven) ?? false,
            Imported = entity.GetBoolean(Column.Imported) ?? false,
            DeliveryStated = entity.GetBoolean(Column.DeliveryStated) ?? false,
            Ballot = ReadBallot(entity),
            ReportedAt = entity.GetDateTimeOffset(Column.ReportedAt)!.Value,
            RegionCell = entity.GetString(Column.RegionCell),
            ModelCell = entity.GetString(Column.ModelCell),
        };

    /// <summary>Rows that were stored before there were ballots have the one that follows from their reason.</summary>
    private static Ballot ReadBallot(TableEntity entity) =>
        WireName.Find<Ballot>(entity.GetString(Column.Ballot))
        ?? Ballots.Of(WireName.Find<Reason>(entity.GetString(Column.Reason)));

    private static void Write(TableEntity entity, SmsDelivery sms)
    {
        entity[Column.Text] = WireName.Of(sms.State);
        Set(entity, Column.Reason, sms.Reason is { } reason ? WireName.Of(reason) : null);
        Set(entity, Column.SendAt, sms.SendAt);
        Set(entity, Column.SentAt, sms.SentAt);
        Set(entity, Column.Attempt, sms.Attempt);
        Set(entity, Column.Deadline, sms.Deadline);
        Set(entity, Column.Sid, sms.Sid);
        Set(entity, Column.Reminder, sms.ReminderState is ReminderState.None ? null : sms.ReminderState.ToString());
        Set(entity, Column.ReminderAt, sms.ReminderAt);
        Set(entity, Column.ReminderSid, sms.ReminderSid);
        Set(entity, Column.ClaimedParts, sms.ClaimedParts);
        Set(entity, Column.Parts, sms.Parts);
        Set(entity, Column.TextCost, sms.CostMillionths);
    }

    private static SmsDelivery ReadSms(TableEntity entity) =>
        new()
        {
            State = Required<SmsState>(entity, Column.Text),
            Reason = WireName.Find<Reason>(entity.GetString(Column.Reason)),
            SendAt = entity.GetDateTimeOffset(Column.SendAt),
            SentAt = entity.GetDateTimeOffset(Column.SentAt),
            Attempt = entity.GetInt32(Column.Attempt) ?? 0,
            Deadline = entity.GetDateTimeOffset(Column.Deadline),
            Sid = entity.GetString(Column.Sid),
            ReminderState = entity.GetString(Column.Reminder) is { } reminder
                ? Enum.Parse<ReminderState>(reminder)
                : ReminderState.None,
            ReminderAt = entity.GetDateTimeOffset(Column.ReminderAt),
            ReminderSid = entity.GetString(Column.ReminderSid),
            ClaimedParts = entity.GetInt32(Column.ClaimedParts) ?? 0,
            Parts = entity.GetInt32(Column.Parts) ?? 0,
            CostMillionths = entity.GetInt64(Column.TextCost) ?? 0,
        };

    private static void Write(TableEntity entity, SurveyProgress survey)
    {
        Set(entity, Column.LinkIssued, survey.LinkIssued);
        entity[Column.ExpiresAt] = survey.ExpiresAt;
        Set(entity, Column.Withdrawn, survey.Withdrawn);
        Set(entity, Column.WithdrawalNoted, survey.WithdrawalNoted);
        Set(entity, Column.Answers, survey.Answers.IsEmpty ? null : WriteAnswers(survey.Answers));
        Set(entity, Column.Comment, survey.Comment);
        Set(entity, Column.Conversation, survey.Conversation);
        Set(entity, Column.Inbounds, survey.Inbounds.IsEmpty ? null : WriteInbounds(survey.Inbounds));
    }

    private static SurveyProgress ReadSurvey(TableEntity entity) =>
        new()
        {
            LinkIssued = entity.GetBoolean(Column.LinkIssued) ?? false,
            ExpiresAt = entity.GetDateTimeOffset(Column.ExpiresAt)!.Value,
            Withdrawn = entity.GetBoolean(Column.Withdrawn) ?? false,
            WithdrawalNoted = entity.GetBoolean(Column.WithdrawalNoted) ?? false,
            Answers = ReadAnswers(entity.GetString(Column.Answers)),
            Comment = entity.GetString(Column.Comment),
            Conversation = entity.GetString(Column.Conversation),
            Inbounds = entity.GetString(Column.Inbounds) is { } inbounds
                ? JsonSerializer.Deserialize(inbounds, StoredJson.Default.ImmutableListInbound)!
                : [],
        };

    private static string WriteAnswers(ImmutableSortedDictionary<string, Answer> answers) =>
        JsonSerializer.Serialize(answers, StoredJson.Default.ImmutableSortedDictionaryStringAnswer);

    private static ImmutableSortedDictionary<string, Answer> ReadAnswers(string? answers) =>
        answers is null
            ? ImmutableSortedDictionary.Create<string, Answer>(StringComparer.Ordinal)
            : JsonSerializer
                .Deserialize(answers, StoredJson.Default.ImmutableSortedDictionaryStringAnswer)!
                .WithComparers(StringComparer.Ordinal);

    private static string WriteInbounds(ImmutableList<Inbound> inbounds) =>
        JsonSerializer.Serialize([.. inbounds.TakeLast(MaxInbounds)], StoredJson.Default.ImmutableListInbound);

    private static T Required<T>(TableEntity entity, string column)
        where T : struct, Enum =>
        WireName.Find<T>(entity.GetString(column))
        ?? throw new InvalidDataException($"Row {entity.PartitionKey} {entity.RowKey} has no readable {column}.");

    private static void Set(TableEntity entity, string column, object? value)
    {
        if (value is not (null or 0 or 0L or false))
        {
            entity[column] = value;
        }
    }

    /// <summary>The names of the columns as they are stored. OData filters use the same names.</summary>
    private static class Column
    {
        public const string InteractionId = "InteractionId";
        public const string CompletedAt = "CompletedAt";
        public const string Assistance = "Assistance";
        public const string Channel = "Channel";
        public const string Outcome = "Outcome";
        public const string Language = "Language";
        public const string Region = "Region";
        public const string Model = "Model";
        public const string DurationSeconds = "DurationSeconds";
        public const string SmsConsent = "SmsConsent";
        public const string Sensitive = "Sensitive";
        public const string PhoneGiven = "PhoneGiven";
        public const string Imported = "Imported";
        public const string DeliveryStated = "DeliveryStated";
        public const string Ballot = "Ballot";
        public const string ReportedAt = "ReportedAt";
        public const string RegionCell = "RegionCell";
        public const string ModelCell = "ModelCell";

        /// <summary>Holds <see cref="SmsDelivery.State"/>.</summary>
        public const string Text = "Text";

        public const string Reason = "Reason";
        public const string SendAt = "SendAt";
        public const string SentAt = "SentAt";
        public const string Attempt = "Attempt";
        public const string Deadline = "Deadline";
        public const string Sid = "Sid";

        /// <summary>Holds <see cref="SmsDelivery.ReminderState"/>.</summary>
        public const string Reminder = "Reminder";

        public const string ReminderAt = "ReminderAt";
        public const string ReminderSid = "ReminderSid";
        public const string ClaimedParts = "ClaimedParts";
        public const string Parts = "Parts";

        /// <summary>Holds <see cref="SmsDelivery.CostMillionths"/>.</summary>
        public const string TextCost = "TextCost";

        public const string LinkIssued = "LinkIssued";
        public const string ExpiresAt = "ExpiresAt";
        public const string Withdrawn = "Withdrawn";
        public const string WithdrawalNoted = "WithdrawalNoted";
        public const string Answers = "Answers";
        public const string Comment = "Comment";
        public const string Conversation = "Conversation";
        public const string Inbounds = "Inbounds";

        /// <summary>Holds <see cref="ContactDetails.SealedPhone"/>.</summary>
        public const string Phone = "Phone";

        public const string PhoneHash = "PhoneHash";
        public const string PhoneBlock = "PhoneBlock";
        public const string NewNumber = "NewNumber";
    }

    [JsonSourceGenerationOptions(
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UseStringEnumConverter = true
    )]
    [JsonSerializable(typeof(ImmutableSortedDictionary<string, Answer>))]
    [JsonSerializable(typeof(ImmutableList<Inbound>))]
    private sealed partial class StoredJson : JsonSerializerContext;
}
