using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Surveys.Calendar;
using Surveys.Ledger;

namespace Surveys.ServiceRegister;

/// <summary>How a service's texts go out.</summary>
/// <param name="From">E.164 number, short code, alphanumeric sender or messaging-service SID.</param>
/// <param name="PartPrice">Price of one part of a text, in the service's currency; up to 6 decimals.</param>
/// <param name="TwoWay">False: the sender can't be replied to, so the text carries the link and no reply instructions.</param>
public sealed record SmsSettings(string From, decimal PartPrice, bool TwoWay);

/// <summary>A public service, as it is registered.</summary>
public sealed record Service
{
    /// <summary>Its id: lower-case letters, digits and hyphens, up to 64.</summary>
    public required string ServiceId { get; init; }

    /// <summary>Its name by language; at least one.</summary>
    public required ImmutableSortedDictionary<string, string> Name { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Agency { get; init; }

    /// <summary>The questionnaire and its version.</summary>
    public string Questionnaire { get; init; } = "ai-service-v1";

    /// <summary>The share of satisfied citizens to be reached, 0 to 1.</summary>
    public decimal CsatTarget { get; init; } = 0.8m;

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>IANA time zone: it decides the day of an interaction.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Minutes from the end of the interaction to the invitation, 0 to 10,080.</summary>
    public int DelayMinutes { get; init; } = 15;

    /// <summary>Days for which a survey stays open, 1 to 60.</summary>
    public int ExpiryDays { get; init; } = 14;

    /// <summary>Share of interactions that are invited, 0 to 1.</summary>
    public decimal SamplingRate { get; init; } = 1;

    /// <summary>At most one invitation to a citizen in so many days, over all services; 0 to 365.</summary>
    public int CooldownDays { get; init; } = 30;

    /// <summary>Works in every way and is in nobody's totals.</summary>
    public bool Test { get; init; }

    /// <summary>Days after which a citizen who did not answer is reminded, once; null: never.</summary>
    public int? ReminderAfterDays { get; init; }

    /// <summary>When a text may go out; null: at any time.</summary>
    public required SendingWindowSettings? SendingWindow { get; init; }

    /// <summary>How texts go out; null: web links only.</summary>
    public SmsSettings? Sms { get; init; }

    /// <summary>Texts a day at most; null: no cap.</summary>
    public int? TextsPerDay { get; init; }

    /// <summary>The colour of the citizen's page, such as <c>#00695c</c>; null: the platform's own.</summary>
    public string? Accent { get; init; }

    /// <summary>Shards of a day, 1 to 16; more than 1 only for over 1,000 interactions a second. Never changes.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>
    /// The ministry's decision on the service's shown ballots; null: none, so that they do not stand as its score.
    /// </summary>
    [JsonIgnore]
    internal ShownBallotsDecision? ShownBallots { get; init; }

    /// <summary>Whether the ministry accepts the shown ballots of this service as its score.</summary>
    internal bool AreShownBallotsAccepted => ShownBallots is { Accepted: true };

    /// <summary>The targets that were in force, each from its instant on, oldest first.</summary>
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

    /// <summary>The service-local day of an instant, by the zone's own history.</summary>
    internal DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime
        );

    /// <summary>Where an interaction of this service lies.</summary>
    internal InteractionKey KeyOf(string interactionId, DateTimeOffset completedAt) =>
        InteractionKey.Of(ServiceId, DayOf(completedAt), interactionId, Shards);

    /// <summary>
    /// Whether the service had a sender of text messages when a month began. A change of sender counts from the next month, so that the ballots
    /// of a month are of one kind.
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

    /// <summary>The target in force at the end of a month: the last one set before the next month began; before any was set, the first.</summary>
    /// <param name="lastDay">The last day of the period.</param>
    public decimal TargetOn(DateOnly lastDay)
    {
        return Targets.LastOrDefault(change => DayOf(change.From) <= lastDay)?.Target
            ?? (Targets.IsDefaultOrEmpty ? CsatTarget : Targets[0].Target);
    }
}

/// <summary>A target and from when on it was in force.</summary>
/// <param name="From">When it was set.</param>
/// <param name="Target">The share, 0 to 1.</param>
/// <param name="PartPrice">The price of a part of a text from then on, for the record.</param>
public sealed record TargetChange(DateTimeOffset From, decimal Target, decimal? PartPrice);
