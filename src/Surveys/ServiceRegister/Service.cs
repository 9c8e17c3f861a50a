using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Surveys.Calendar;
using Surveys.Ledger;

namespace Surveys.ServiceRegister;

/// <summary>The sender of a service's text messages.</summary>
/// <param name="From">E.164 number, short code, alphanumeric sender, or the carrier's id of a pool of numbers.</param>
/// <param name="PartPrice">
/// The price of one part of a text message, in the service's currency; up to 6 decimals.
/// </param>
/// <param name="TwoWay">
/// Whether citizens can reply. Where they cannot, a text message has a link and no reply instructions.
/// </param>
public sealed record SmsSettings(string From, decimal PartPrice, bool TwoWay);

/// <summary>A registered public service.</summary>
public sealed record Service
{
    /// <summary>The id: up to 64 lower-case letters, digits and hyphens.</summary>
    public required string ServiceId { get; init; }

    /// <summary>The name by language; at least one.</summary>
    public required ImmutableSortedDictionary<string, string> Name { get; init; }

    /// <summary>The agency that runs it.</summary>
    public required string Agency { get; init; }

    /// <summary>The questionnaire and its version.</summary>
    public string Questionnaire { get; init; } = "ai-service-v1";

    /// <summary>The target for the share of satisfied citizens, 0 to 1.</summary>
    public decimal CsatTarget { get; init; } = 0.8m;

    /// <summary>The currency of its amounts: ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>IANA time zone. It determines the day of an interaction and the holidays.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Minutes from the end of the interaction to the invitation, 0 to 10,080.</summary>
    public int DelayMinutes { get; init; } = 15;

    /// <summary>The days that a survey is open, 1 to 60.</summary>
    public int ExpiryDays { get; init; } = 14;

    /// <summary>The share of interactions that are invited, 0 to 1.</summary>
    public decimal SamplingRate { get; init; } = 1;

    /// <summary>The days between two invitations of one citizen, over all services; 0 to 365.</summary>
    public int CooldownDays { get; init; } = 30;

    /// <summary>Whether it is a test service: it works like any other and no totals include it.</summary>
    public bool Test { get; init; }

    /// <summary>Days after which a citizen who did not answer is reminded, once; null: never.</summary>
    public int? ReminderAfterDays { get; init; }

    /// <summary>When text messages may be sent; null: at any time.</summary>
    public required SendingWindowSettings? SendingWindow { get; init; }

    /// <summary>The sender of text messages; null: web links only.</summary>
    public SmsSettings? Sms { get; init; }

    /// <summary>The most text messages a day; null: no limit.</summary>
    public int? TextsPerDay { get; init; }

    /// <summary>The accent colour of citizens' pages, such as <c>#00695c</c>; null: the platform's default.</summary>
    public string? Accent { get; init; }

    /// <summary>
    /// The shards of a day, 1 to 16. More than 1 is needed only for more than 1,000 interactions a second. It cannot
    /// change once an interaction is stored.
    /// </summary>
    public int Shards { get; init; } = 1;

    /// <summary>
    /// The ministry's decision on the service's shown ballots; null: none, so that they are not its score.
    /// </summary>
    [JsonIgnore]
    internal ShownBallotsDecision? ShownBallots { get; init; }

    /// <summary>Whether the ministry accepts the shown ballots of this service as its score.</summary>
    internal bool AreShownBallotsAccepted => ShownBallots is { Accepted: true };

    /// <summary>The history of the target, oldest first.</summary>
    [JsonIgnore]
    public ImmutableArray<TargetChange> Targets { get; init; } = [];

    /// <summary>The holidays of the country that the time zone belongs to; the register adds them on reading.</summary>
    internal HolidayCalendar Holidays { get; init; } = HolidayCalendar.None;

    /// <summary>The name in a language; where there is none, in the first language in order that has one.</summary>
    public string NameIn(string language) => NameIn(LanguageCatalog.Shipped[language]);

    /// <summary>The name in a language; where there is none, in the first language in order that has one.</summary>
    public string NameIn(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.Pick(Name).Text;
    }

    /// <summary>The day of an instant in the service's time zone, by the zone's history.</summary>
    internal DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime
        );

    /// <summary>The key of an interaction of this service.</summary>
    internal InteractionKey KeyOf(string interactionId, DateTimeOffset completedAt) =>
        InteractionKey.Of(ServiceId, DayOf(completedAt), interactionId, Shards);

    /// <summary>
    /// Whether the service had a sender of text messages when a month began. A change of the sender takes effect with the
    /// next month, so that all ballots of a month are of one kind.
    /// </summary>
    /// <param name="month">The month's first day.</param>
    internal bool HadSender(DateOnly month)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var start = month.ToDateTime(TimeOnly.MinValue);
        var began = new DateTimeOffset(start, zone.GetUtcOffset(start));
        return Targets.IsDefaultOrEmpty
            ? Sms is not null
            : (Targets.LastOrDefault(change => change.From <= began) ?? Targets[0]).PartPrice is not null;
    }

    /// <summary>
    /// The target at the end of a period: the last one that was set on or before its last day in the service's time
    /// zone. For a period before the first target it is the first target.
    /// </summary>
    /// <param name="lastDay">The last day of the period.</param>
    public decimal TargetOn(DateOnly lastDay) =>
        Targets.LastOrDefault(change => DayOf(change.From) <= lastDay)?.Target
        ?? Targets.FirstOrDefault()?.Target
        ?? CsatTarget;
}

/// <summary>A change of the target.</summary>
/// <param name="From">When it was set.</param>
/// <param name="Target">The share, 0 to 1.</param>
/// <param name="PartPrice">The price of one part of a text message from then on; kept for the record.</param>
public sealed record TargetChange(DateTimeOffset From, decimal Target, decimal? PartPrice);
