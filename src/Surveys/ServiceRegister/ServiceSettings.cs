using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Surveys.Calendar;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Ledger;

namespace Surveys.ServiceRegister;

/// <summary>Reads the body of a request that registers or changes a service. Every error is reported.</summary>
internal sealed partial class ServiceSettings(Country country, Carrier carrier)
{
    /// <summary>The languages of names and of interactions.</summary>
    public static readonly IReadOnlyList<string> Languages = LanguageCatalog.Shipped.SmsCodes;

    private const int MaxNameLength = 200;

    [GeneratedRegex(@"\A[A-Z]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CurrencyForm { get; }

    // E.164; a short code of 3 to 8 digits; up to 11 letters, digits and spaces with at least one letter.
    [GeneratedRegex(
        @"\A(?:\+[1-9][0-9]{6,14}|[0-9]{3,8}|(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 _&+-]{0,10})\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex SenderForm { get; }

    [GeneratedRegex(@"\A(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ClockForm { get; }

    /// <summary>
    /// Reads the settings of a service; null, with the errors in the fields, where they are not valid.
    /// </summary>
    public Service? Read(JsonFields fields, string serviceId)
    {
        if (fields.Text("serviceId") is { } named && named != serviceId)
        {
            fields.AddError("serviceId", "Must equal the id in the path, or be left out.");
        }

        var name = ReadName(fields.Object("name", required: true));
        var agency = fields.Text("agency", required: true, shortest: 1, longest: 100);
        if (agency is not null && (agency.Any(char.IsControl) || agency.Trim().Length is 0))
        {
            fields.AddError("agency", "Must be a name without control characters.");
        }

        var standard = new Service
        {
            ServiceId = serviceId,
            Name = name,
            Agency = agency ?? "",
            Currency = country.Currency,
            TimeZone = country.DefaultZone,
            SendingWindow = country.SendingWindow,
        };
        var service = standard with
        {
            Questionnaire = fields.OneOf("questionnaire", ["ai-service-v1"]) ?? standard.Questionnaire,
            CsatTarget = fields.Number("csatTarget", least: 0, most: 1, decimals: 6) ?? standard.CsatTarget,
            Currency =
                fields.Text(
                    "currency",
                    pattern: CurrencyForm,
                    form: "Must be an ISO 4217 code of three capital letters."
                ) ?? standard.Currency,
            TimeZone = ReadZone(fields) ?? standard.TimeZone,
            DelayMinutes = fields.Whole("delayMinutes", 0, 10_080) ?? standard.DelayMinutes,
            ExpiryDays = fields.Whole("expiryDays", 1, 60) ?? standard.ExpiryDays,
            SamplingRate = fields.Number("samplingRate", least: 0, most: 1) ?? standard.SamplingRate,
            CooldownDays = fields.Whole("cooldownDays", 0, 365) ?? standard.CooldownDays,
            Test = fields.Flag("test") ?? false,
            ReminderAfterDays = fields.IsNull("reminderAfterDays") ? null : fields.Whole("reminderAfterDays", 1, 30),
            SendingWindow =
                fields.IsNull("sendingWindow") ? null
                : fields.Object("sendingWindow") is { } window ? ReadWindow(window)
                : standard.SendingWindow,
            Sms =
                fields.IsNull("sms") ? null
                : fields.Object("sms") is { } sms ? ReadSms(sms)
                : null,
            TextsPerDay = fields.IsNull("textsPerDay") ? null : fields.Whole("textsPerDay", 0, int.MaxValue),
            Accent = fields.IsNull("accent") ? null : ReadAccent(fields),
            Shards = fields.Whole("shards", 1, 16) ?? 1,
        };
        fields.Close();
        return fields.Errors.Any ? null : service;
    }

    private static ImmutableSortedDictionary<string, string> ReadName(JsonFields? fields)
    {
        var names = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (fields is null)
        {
            return names.ToImmutable();
        }

        foreach (var language in Languages)
        {
            if (fields.Text(language, shortest: 1, longest: MaxNameLength) is { } text)
            {
                if (text.Any(char.IsControl) || text.Trim().Length is 0)
                {
                    fields.AddError(language, "Must be a name without control characters.");
                }

                names[language] = text;
            }
        }

        fields.Close();
        if (fields.IsObject && !Languages.Any(fields.Has))
        {
            fields.Errors.Add("/name", $"Must hold a name in at least one of {string.Join(", ", Languages)}.");
        }

        return names.ToImmutable();
    }

    private static string? ReadAccent(JsonFields fields)
    {
        if (fields.Text("accent") is not { } colour)
        {
            return null;
        }

        if (Accent.TryParse(colour, out _, out var error))
        {
            return colour;
        }

        fields.AddError("accent", error);
        return null;
    }

    private string? ReadZone(JsonFields fields)
    {
        if (fields.Text("timeZone") is not { } zone)
        {
            return null;
        }

        // The exact name is stored, because the country's holidays are found by it.
        if (ZoneData.FindName(zone) is { } name)
        {
            return name;
        }

        fields.AddError("timeZone", $"Must be an IANA time zone with a region, such as {country.DefaultZone}, or UTC.");
        return null;
    }

    private SendingWindowSettings ReadWindow(JsonFields fields)
    {
        var standard = country.SendingWindow;
        var days = fields.Texts(
            "days",
            required: false,
            day =>
                WireName.Find<Weekday>(day) is null
                    ? $"Must be one of {string.Join(", ", WireName.All<Weekday>())}."
                    : null,
            empty: "Must name at least one day; to send no texts at all set sms to null."
        );

        var from = fields.Text("from", pattern: ClockForm, form: "Must be a time such as 09:00.") ?? standard.From;
        var to = fields.Text("to", pattern: ClockForm, form: "Must be a time such as 21:00.") ?? standard.To;
        if (string.CompareOrdinal(from, to) >= 0)
        {
            fields.AddError("to", "Must be later than from.");
        }

        var holidays = fields.IsNull("holidays")
            ? null
            : fields.Texts(
                "holidays",
                required: false,
                day => IsDate(day) ? null : "Must be a date such as 2026-12-16."
            );
        fields.Close();
        return new SendingWindowSettings(
            days is null
                ? standard.Days
                : [.. days.Select(day => WireName.Find<Weekday>(day)!.Value).Distinct().Order()],
            from,
            to,
            holidays is null
                ? null
                :
                [
                    .. holidays
                        .Select(day => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture))
                        .Distinct()
                        .Order(),
                ]
        );
    }

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private SmsSettings ReadSms(JsonFields fields)
    {
        var from = fields.Text("from", required: true);
        if (from is not null && !SenderForm.IsMatch(from) && !carrier.IsSenderPool(from))
        {
            var pool = carrier.SenderPoolName is { } name ? $", or {name}" : "";
            fields.AddError(
                "from",
                $"Must be an E.164 number, a short code, a sender name of up to 11 letters and digits{pool}."
            );
        }

        var price = fields.Number("partPrice", least: 0, most: 1_000_000, decimals: 6) ?? 0;
        var twoWay = fields.Flag("twoWay") ?? false;
        fields.Close();
        return new SmsSettings(from ?? "", price, twoWay);
    }
}
