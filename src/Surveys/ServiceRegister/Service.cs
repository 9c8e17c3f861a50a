using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Surveys.Ledger;

namespace Surveys.ServiceRegister;

/// <summary>A day of the week as the contract names it.</summary>
public enum Weekday
{
    /// <summary>Monday.</summary>
    [JsonStringEnumMemberName("mon")]
    Monday,

    /// <summary>Tuesday.</summary>
    [JsonStringEnumMemberName("tue")]
    Tuesday,

    /// <summary>Wednesday.</summary>
    [JsonStringEnumMemberName("wed")]
    Wednesday,

    /// <summary>Thursday.</summary>
    [JsonStringEnumMemberName("thu")]
    Thursday,

    /// <summary>Friday.</summary>
    [JsonStringEnumMemberName("fri")]
    Friday,

    /// <summary>Saturday.</summary>
    [JsonStringEnumMemberName("sat")]
    Saturday,

    /// <summary>Sunday.</summary>
    [JsonStringEnumMemberName("sun")]
    Sunday,
}

/// <summary>When a text may go out, in the service's time zone; outside it the text waits.</summary>
/// <param name="Days">Days of the week.</param>
/// <param name="From">The first minute inside, such as 09:00.</param>
/// <param name="To">The first minute outside, such as 21:00; 24:00 is the end of the day.</param>
/// <param name="Holidays">Days on which nothing goes out; null: the shipped calendar of the zone's country; empty: none.</param>
public sealed record SendingWindowSettings(
    ImmutableArray<Weekday> Days,
    string From,
    string To,
    ImmutableArray<DateOnly>? Holidays
)
{
    /// <summary>Weekdays 09:00-21:00, public holidays excluded: what operators of Kazakhstan ask for.</summary>
    public static readonly SendingWindowSettings Default = new(
        [Weekday.Monday, Weekday.Tuesday, Weekday.Wednesday, Weekday.Thursday, Weekday.Friday],
        "09:00",
        "21:00",
        null
    );
}

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
    public string Currency { get; init; } = "KZT";

    /// <summary>IANA time zone: it decides the day of an interaction.</summary>
    public string TimeZone { get; init; } = "Asia/Almaty";

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
    public SendingWindowSettings? SendingWindow { get; init; } = SendingWindowSettings.Default;

    /// <summary>How texts go out; null: web links only.</summary>
    public SmsSettings? Sms { get; init; }

    /// <summary>Texts a day at most; null: no cap.</summary>
    public int? TextsPerDay { get; init; }

    /// <summary>The colour of the citizen's page, such as <c>#00695c</c>; null: the platform's own.</summary>
    public string? Accent { get; init; }

    /// <summary>Shards of a day, 1 to 16; more than 1 only for over 1,000 interactions a second. Never changes.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>The targets that were in force, each from its instant on, oldest first.</summary>
    [JsonIgnore]
    public ImmutableArray<TargetChange> Targets { get; init; } = [];

    /// <summary>The name in a language, else in Kazakh, Russian or English, whichever there is.</summary>
    public string NameIn(string language) =>
        Name.GetValueOrDefault(language)
        ?? Name.GetValueOrDefault("kk")
        ?? Name.GetValueOrDefault("ru")
        ?? Name.Values.First();

    /// <summary>The service-local day of an instant, by the zone's own history.</summary>
    internal DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime
        );

    /// <summary>Where an interaction of this service lies.</summary>
    internal InteractionKey KeyOf(string interactionId, DateTimeOffset completedAt) =>
        InteractionKey.Of(ServiceId, DayOf(completedAt), interactionId, Shards);

    /// <summary>The target in force at the end of a month: the last one set before the next month began; before any was set, the first.</summary>
    /// <param name="lastDay">The last day of the period.</param>
    public decimal TargetOn(DateOnly lastDay)
    {
        var end = new DateTimeOffset(lastDay.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        return Targets.LastOrDefault(change => change.From < end)?.Target
            ?? (Targets.IsDefaultOrEmpty ? CsatTarget : Targets[0].Target);
    }
}

/// <summary>A target and from when on it was in force.</summary>
/// <param name="From">When it was set.</param>
/// <param name="Target">The share, 0 to 1.</param>
/// <param name="PartPrice">The price of a part of a text from then on, for the record.</param>
public sealed record TargetChange(DateTimeOffset From, decimal Target, decimal? PartPrice);
