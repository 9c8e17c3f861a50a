using System.Text.Json.Serialization;
using Surveys.Http;
using Surveys.Ledger;

namespace Surveys.Invitations;

/// <summary>The state of an invitation as the contract shows it.</summary>
public enum InvitationState
{
    /// <summary>A text message can go out. Nobody but an admin learns what becomes of it.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>See <see cref="SmsState.Scheduled"/>.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled,

    /// <summary>See <see cref="SmsState.Sending"/>.</summary>
    [JsonStringEnumMemberName("sending")]
    Sending,

    /// <summary>See <see cref="SmsState.Sent"/>.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent,

    /// <summary>See <see cref="SmsState.Delivered"/>.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>See <see cref="SmsState.Undelivered"/>.</summary>
    [JsonStringEnumMemberName("undelivered")]
    Undelivered,

    /// <summary>See <see cref="SmsState.Withheld"/>.</summary>
    [JsonStringEnumMemberName("withheld")]
    Withheld,
}

/// <summary>An invitation as the contract shows it. It never tells whether the survey was answered.</summary>
/// <param name="State">The state of the text message; <c>accepted</c> for everybody but an admin where one can go out.</param>
/// <param name="Reason">Why the text message was withheld or not delivered.</param>
/// <param name="SurveyUrl">
/// The link that the service may show. Only where no text message can ever go out, and never for an owner: a link that a service holds must
/// not speak for a phone.
/// </param>
/// <param name="SendAt">When the text message is or was due; for an admin only.</param>
/// <param name="ExpiresAt">Until when answers are accepted; where there is a link, and for an admin.</param>
public sealed record Invitation(
    InvitationState State,
    Reason? Reason,
    Uri? SurveyUrl,
    DateTimeOffset? SendAt,
    DateTimeOffset? ExpiresAt
)
{
    /// <summary>What a role may know of an interaction's invitation.</summary>
    internal static Invitation Of(Interaction row, SurveyLinks links, Roles role)
    {
        var isWithdrawn = row.Survey.Withdrawn || row.Survey.WithdrawalNoted;
        var hasLink = row is { Report.Ballot: Ballot.Shown, Survey.LinkIssued: true } && !isWithdrawn;
        if (role is not Roles.Admin && row.Report.Ballot is Ballot.Verified)
        {
            return new Invitation(InvitationState.Accepted, null, null, null, null);
        }

        return new Invitation(
            WireName.Find<InvitationState>(WireName.Of(row.Sms.State))!.Value,
            row.Sms.Reason,
            hasLink && role is not Roles.Owner ? links.UrlOf(row.Key) : null,
            row.Sms.SendAt,
            hasLink || (role is Roles.Admin && row.Survey.LinkIssued && !row.Survey.Withdrawn)
                ? row.Survey.ExpiresAt
                : null
        );
    }
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
