using System.Text.Json.Serialization;

namespace Surveys.Audit;

/// <summary>What an entry of the audit log records. The names are stored and published, so they do not change.</summary>
internal enum AuditAction
{
    /// <summary>A sign-in to the dashboards.</summary>
    [JsonStringEnumMemberName("signed-in")]
    SignedIn,

    /// <summary>A sign-out from the dashboards.</summary>
    [JsonStringEnumMemberName("signed-out")]
    SignedOut,

    /// <summary>A key was issued. The subject is the id of the new key.</summary>
    [JsonStringEnumMemberName("key-issued")]
    KeyIssued,

    /// <summary>A key was revoked. The subject is its id.</summary>
    [JsonStringEnumMemberName("key-revoked")]
    KeyRevoked,

    /// <summary>A service was registered.</summary>
    [JsonStringEnumMemberName("service-registered")]
    ServiceRegistered,

    /// <summary>The settings of a service were changed.</summary>
    [JsonStringEnumMemberName("service-changed")]
    ServiceChanged,

    /// <summary>Past interactions were imported by one request. The count is the number of items.</summary>
    [JsonStringEnumMemberName("imported")]
    Imported,

    /// <summary>An admin withdrew an interaction. The subject is its id.</summary>
    [JsonStringEnumMemberName("interaction-withdrawn")]
    InteractionWithdrawn,

    /// <summary>An admin read a single interaction. The subject is its id.</summary>
    [JsonStringEnumMemberName("interaction-viewed")]
    InteractionViewed,

    /// <summary>A citizen's data were erased by phone number. The entry contains neither the number nor its hash.</summary>
    [JsonStringEnumMemberName("citizen-erased")]
    CitizenErased,

    /// <summary>A saving was reported or corrected. The subject is its category.</summary>
    [JsonStringEnumMemberName("saving-reported")]
    SavingReported,

    /// <summary>A saving was verified. The subject is its category.</summary>
    [JsonStringEnumMemberName("saving-verified")]
    SavingVerified,

    /// <summary>A saving was rejected. The subject is its category.</summary>
    [JsonStringEnumMemberName("saving-rejected")]
    SavingRejected,

    /// <summary>The ministry accepted shown ballots of a service, or took the acceptance back.</summary>
    [JsonStringEnumMemberName("shown-ballots-decided")]
    ShownBallotsDecided,

    /// <summary>The ministry recorded the independent volume of a month.</summary>
    [JsonStringEnumMemberName("volume-recorded")]
    VolumeRecorded,

    /// <summary>A version of a month was published.</summary>
    [JsonStringEnumMemberName("published")]
    Published,

    /// <summary>
    /// Requests of one key were refused within one minute. The subject is the HTTP status, 401 or 403. Requests without a
    /// valid key have the actor <c>unknown</c>.
    /// </summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>Days of the audit log were deleted after their retention period. The count is the number of days.</summary>
    [JsonStringEnumMemberName("audit-deleted")]
    AuditDeleted,
}
