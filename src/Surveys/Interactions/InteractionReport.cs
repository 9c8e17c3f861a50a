using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Scoring;

namespace Surveys.Interactions;

/// <summary>One interaction as a service reported it, checked.</summary>
internal sealed partial record InteractionReport
{
    /// <summary>A clock may run ahead so far.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>A report may come so late.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    /// <summary>An import may reach back to here: the earliest year of the figures.</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Parts of all text messages of one interaction; a real number is below 10.</summary>
    private const int MaxParts = 100;

    private const int MaxIdLength = 100;
    private const int MaxModelLength = 60;

    public required string ServiceId { get; init; }

    public required string InteractionId { get; init; }

    public required DateTimeOffset CompletedAt { get; init; }

    public required Assistance Assistance { get; init; }

    public required Channel Channel { get; init; }

    public Outcome? Outcome { get; init; }

    public required string Language { get; init; }

    /// <summary>As it was written; whether it is a number is decided by the invitation, not here.</summary>
    public string? Phone { get; init; }

    public bool SmsConsent { get; init; }

    public bool Sensitive { get; init; }

    public string? Region { get; init; }

    public string? Model { get; init; }

    public int? DurationSeconds { get; init; }

    /// <summary>How the answers of an import came; null: not stated.</summary>
    public AnswerLink? Provenance { get; init; }

    /// <summary>Whether an import's text message was handed to the carrier; null: not stated.</summary>
    public bool? Invited { get; init; }

    /// <summary>Whether that text message was delivered; null: not stated.</summary>
    public bool? Delivered { get; init; }

    /// <summary>Parts of an import's text messages.</summary>
    public int Parts { get; init; }

    /// <summary>Answers of the past, by question; only an import has any.</summary>
    public ImmutableSortedDictionary<string, Answer> Answers { get; init; } =
        ImmutableSortedDictionary.Create<string, Answer>(StringComparer.Ordinal);

    /// <summary>A comment of the past, not yet masked.</summary>
    public string? Comment { get; init; }

    [GeneratedRegex(@"\A[A-Z]{2}-[A-Z0-9]{1,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionForm { get; }

    /// <summary>
    /// Reads one item; null where it has faults. Everything that can be said about it is said at once. The fields' close is left to the caller,
    /// who may know more of them.
    /// </summary>
    public static InteractionReport? Read(JsonFields fields, Country country, PersonalDataMask mask, DateTimeOffset now)
    {
        var report = ReadFacts(
            fields,
            country,
            mask,
            now - MaxAge,
            "Must not lie more than 7 days back; older interactions are brought in through /v1/imports.",
            now
        );
        fields.Close();
        return fields.Errors.Any ? null : report;
    }

    /// <summary>Reads one item of an import: an interaction of any age, with or without its answers.</summary>
    public static InteractionReport? ReadImport(
        JsonFields fields,
        Country country,
        PersonalDataMask mask,
        DateTimeOffset now
    )
    {
        var report = ReadFacts(fields, country, mask, Earliest, "Must not lie before 2 January 2000.", now);
        var given = fields.Instant("answeredAt");
        if (given > now + MaxClockSkew)
        {
            fields.AddError("answeredAt", "Must not lie in the future.");
        }

        var answeredAt = given ?? report.CompletedAt;

        var channel = WireName.Find<ResponseChannel>(fields.OneOf("responseChannel", WireName.All<ResponseChannel>()));
        report = ReadDelivery(report, fields);
        if (fields.Object("answers") is { } answers)
        {
            report = ReadAnswers(report, answers, answeredAt, channel);
        }

        fields.Close();
        return fields.Errors.Any ? null : report;
    }

    private static InteractionReport ReadFacts(
        JsonFields fields,
        Country country,
        PersonalDataMask mask,
        DateTimeOffset earliest,
        string tooOld,
        DateTimeOffset now
    )
    {
        var serviceId = fields.Text("serviceId", required: true);
        var interactionId = fields.Text("interactionId", required: true);
        if (interactionId is not null && FindIdError(interactionId) is { } fault)
        {
            fields.AddError("interactionId", fault);
        }
        else if (interactionId is not null && mask.IsPersonal(interactionId))
        {
            fields.AddError("interactionId", mask.PersonalError);
        }

        var completedAt = fields.Instant("completedAt", required: true);
        if (completedAt > now + MaxClockSkew)
        {
            fields.AddError("completedAt", "Must not lie more than 5 minutes ahead.");
        }
        else if (completedAt < earliest)
        {
            fields.AddError("completedAt", tooOld);
        }

        var model = fields.Text("model", longest: MaxModelLength);
        if (model?.Any(char.IsControl) is true)
        {
            fields.AddError("model", "May not hold control characters.");
        }

        return new InteractionReport
        {
            ServiceId = serviceId ?? "",
            InteractionId = interactionId ?? "",
            CompletedAt = completedAt ?? default,
            Assistance =
                WireName.Find<Assistance>(fields.OneOf("assistance", WireName.All<Assistance>(), required: true))
                ?? default,
            Channel =
                WireName.Find<Channel>(fields.OneOf("channel", WireName.All<Channel>(), required: true)) ?? default,
            Outcome = WireName.Find<Outcome>(fields.OneOf("outcome", WireName.All<Outcome>())),
            Language = fields.OneOf("language", ServiceRegister.ServiceSettings.Languages) ?? country.DefaultLanguage,
            Phone = fields.Text("phone") is { Length: > 0 } phone ? phone : null,
            SmsConsent = fields.Flag("smsConsent") ?? false,
            Sensitive = fields.Flag("sensitive") ?? false,
            Region = fields.Text("region", pattern: RegionForm, form: "Must be an ISO 3166-2 code such as KZ-75."),
            Model = model is { Length: > 0 } ? model : null,
            DurationSeconds = fields.Whole("durationSeconds", 0, int.MaxValue),
        };
    }

    /// <summary>Reads what an import states about the text message and the answers' provenance.</summary>
    private static InteractionReport ReadDelivery(InteractionReport report, JsonFields fields)
    {
        var delivery = report with
        {
            Provenance = WireName.Find<AnswerLink>(fields.OneOf("provenance", WireName.All<AnswerLink>())),
            Invited = fields.Flag("invited"),
            Delivered = fields.Flag("delivered"),
            Parts = fields.Whole("parts", 0, MaxParts) ?? 0,
        };
        if (delivery.Invited is not true && (delivery.Delivered is not null || delivery.Parts > 0))
        {
            fields.AddError("invited", "Must be true where delivered or parts is given.");
        }

        return delivery;
    }

    private static InteractionReport ReadAnswers(
        InteractionReport report,
        JsonFields fields,
        DateTimeOffset at,
        ResponseChannel? channel
    )
    {
        var answers = report.Answers.ToBuilder();
        string? comment = null;
        foreach (var question in StandardQuestions.All)
        {
            if (fields.Element(question.Id) is not { } element)
            {
                continue;
            }

            if (question.Kind is QuestionKind.Text)
            {
                comment = fields.Text(question.Id) is { } text ? Comments.Clean(text) : null;
                if (comment is not null && Comments.Count(comment) > Comments.MaxLength)
                {
                    fields.AddError(
                        question.Id,
                        $"May have at most {Comments.MaxLength} characters; it has {Comments.Count(comment)}."
                    );
                }

                if (comment is { Length: > 0 })
                {
                    answers[question.Id] = new Answer("", at, at, channel, report.Provenance);
                }

                continue;
            }

            var choice =
                question.Kind is QuestionKind.Scale
                    ? fields.Whole(question.Id, 1, question.Choices.Length)?.ToString(CultureInfo.InvariantCulture)
                    : fields.OneOf(question.Id, question.Choices);
            if (choice is not null)
            {
                answers[question.Id] = new Answer(choice, at, at, channel, report.Provenance);
            }
        }

        fields.Close();
        return report with { Answers = answers.ToImmutable(), Comment = comment is { Length: > 0 } ? comment : null };
    }

    /// <summary>What is wrong with an interaction's id; null where nothing is.</summary>
    public static string? FindIdError(string interactionId) =>
        interactionId switch
        {
            { Length: 0 } => "May not be empty.",
            { Length: > MaxIdLength } => $"May have at most {MaxIdLength} characters; it has {interactionId.Length}.",
            "." or ".." => "May not be . or .., which paths take for folders.",
            [' ', ..] or [.., ' '] => "May not begin or end with a space.",
            _ when interactionId.Any(unit => unit is < ' ' or > '~' or '/' or '\\' or '#' or '?' or '%') =>
                "Must be printable ASCII without / \\ # ? %.",
            _ => null,
        };

    /// <summary>What a repeat says otherwise than the row that is there, by JSON pointer; phones are compared by the caller, who can.</summary>
    public ValidationErrors DifferencesFrom(Interaction row)
    {
        var errors = new ValidationErrors();
        void Compare<T>(string name, T reported, T stored, Func<T, string> show)
        {
            if (!EqualityComparer<T>.Default.Equals(reported, stored))
            {
                errors.Add($"/{name}", $"Was reported before as {show(stored)}; a repeat must be unchanged.");
            }
        }

        Compare("completedAt", CompletedAt, row.Report.CompletedAt, Rfc3339.Format);
        Compare("assistance", Assistance, row.Report.Assistance, WireName.Of);
        Compare("channel", Channel, row.Report.Channel, WireName.Of);
        Compare(
            "outcome",
            Outcome,
            row.Report.Outcome,
            outcome => outcome is { } value ? WireName.Of(value) : "absent"
        );
        Compare("language", Language, row.Report.Language, language => language);
        Compare("region", Region, row.Report.Region, region => region ?? "absent");
        Compare("model", Model, row.Report.Model, model => model ?? "absent");
        Compare(
            "durationSeconds",
            DurationSeconds,
            row.Report.DurationSeconds,
            seconds => seconds?.ToString(CultureInfo.InvariantCulture) ?? "absent"
        );
        Compare("smsConsent", SmsConsent, row.Report.SmsConsent, consent => consent ? "true" : "false");
        Compare("sensitive", Sensitive, row.Report.Sensitive, sensitive => sensitive ? "true" : "false");
        return errors;
    }
}
