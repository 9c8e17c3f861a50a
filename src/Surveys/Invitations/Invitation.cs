using System.Text.Json.Serialization;
using Surveys.Ledger;

namespace Surveys.Invitations;

/// <summary>An invitation as the contract shows it: the fate of the text, and the citizen's link. Not whether it was answered.</summary>
/// <param name="State">The fate of the text.</param>
/// <param name="Reason">Why it was withheld or not delivered.</param>
/// <param name="SurveyUrl">The citizen's link; null where not sampled, withdrawn, or brought in with the past.</param>
/// <param name="SendAt">When the text is or was due.</param>
/// <param name="ExpiresAt">Until when answers are taken.</param>
public sealed record Invitation(
    SmsState State,
    Reason? Reason,
    Uri? SurveyUrl,
    DateTimeOffset? SendAt,
    DateTimeOffset? ExpiresAt
)
{
    internal static Invitation Of(Interaction row, SurveyLinks links) =>
        new(
            row.Sms.State,
            row.Sms.Reason,
            row.Survey.LinkIssued && !row.Survey.Withdrawn ? links.UrlOf(row.Key) : null,
            row.Sms.SendAt,
            row.Survey.LinkIssued && !row.Survey.Withdrawn ? row.Survey.ExpiresAt : null
        );
}

/// <summary>What became of one reported item.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ItemStatus>))]
public enum ItemStatus
{
    /// <summary>Stored by this request.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>Stored before, the same.</summary>
    [JsonStringEnumMemberName("duplicate")]
    Duplicate,

    /// <summary>Not stored; the errors say why.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}

/// <summary>The answer to one reported item.</summary>
/// <param name="Index">Its position in the request.</param>
/// <param name="InteractionId">Its id, where one could be read.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Invitation">Where it was accepted or a duplicate.</param>
/// <param name="Errors">Where it was rejected: messages by JSON pointer into the item.</param>
public sealed record ItemAnswer(
    int Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? InteractionId,
    ItemStatus Status,
    Invitation? Invitation,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors
);

/// <summary>The answers to a request, in its order.</summary>
public sealed record ItemAnswers(IReadOnlyList<ItemAnswer> Items);

/// <summary>How one interaction's text stands.</summary>
public sealed record InteractionStatus(string ServiceId, string InteractionId, DateOnly Day, Invitation Invitation);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(ItemAnswers))]
[JsonSerializable(typeof(InteractionStatus))]
internal sealed partial class InvitationJson : JsonSerializerContext;
