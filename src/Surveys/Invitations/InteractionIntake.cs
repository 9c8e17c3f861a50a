using Microsoft.Extensions.Options;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Interactions;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.ServiceRegister;

namespace Surveys.Invitations;

/// <summary>What became of one report.</summary>
/// <param name="Status">Accepted, a duplicate, or rejected because it was reported before with other facts.</param>
/// <param name="Invitation">Null where it was rejected.</param>
/// <param name="Faults">Where it was rejected.</param>
/// <param name="Text">The text of which the sender is to be told.</param>
internal sealed record Acceptance(ItemStatus Status, Invitation? Invitation, ValidationErrors? Faults, DueSms? Text);

/// <summary>
/// Takes a reported interaction into the ledger and decides what can be decided at once about its invitation: sampling, contact, consent, sensitivity,
/// sender, number, country. What hangs on time (opt-out, cool-down, cap, window) is decided when the text is due.
/// </summary>
internal sealed class InteractionIntake(
    Ledger.InteractionLedger ledger,
    KeyRing keys,
    SurveyLinks links,
    IOptions<InvitationOptions> options,
    Country country,
    PersonalDataMask mask,
    TimeProvider time
)
{
    /// <summary>A repeat that comes later than this after the report tells the sender again: the first may have died between the row and its message.</summary>
    private static readonly TimeSpan RescheduleAfter = TimeSpan.FromSeconds(10);

    /// <summary>Reads one item of a report or an import; null with the errors in the fields where it is not valid.</summary>
    public InteractionReport? Read(JsonFields fields, bool import) =>
        import
            ? InteractionReport.ReadImport(fields, country, mask, time.GetUtcNow())
            : InteractionReport.Read(fields, country, mask, time.GetUtcNow());

    /// <summary>Takes one report. Telling the sender of its text is left to the caller, who may have many to tell.</summary>
    public async Task<Acceptance> AcceptAsync(
        InteractionReport report,
        Service service,
        bool import,
        CancellationToken cancellationToken
    )
    {
        var key = service.KeyOf(report.InteractionId, report.CompletedAt);
        var phone = PhoneNumber.TryParse(report.Phone, country, out var parsed) ? parsed : (PhoneNumber?)null;
        var row = import ? Import(report, service, key) : Draft(report, service, key, phone);
        var (stored, isNew, errors) = await ledger.ChangeAsync(
            key,
            expectNew: true,
            known => MergeWithExisting(known, row, report, phone),
            cancellationToken
        );
        if (errors is { Any: true })
        {
            return new(ItemStatus.Rejected, null, errors, null);
        }

        var tell =
            stored.Sms.State is SmsState.Scheduled
            && (isNew || time.GetUtcNow() - stored.Report.ReportedAt > RescheduleAfter);
        return new(
            isNew ? ItemStatus.Accepted : ItemStatus.Duplicate,
            Invitation.Of(stored, links, import ? Roles.Admin : Roles.Producer),
            null,
            tell ? new DueSms(key, stored.Sms.SendAt!.Value) : null
        );
    }

    private Decision<(Interaction Row, bool IsNew, ValidationErrors? Faults)> MergeWithExisting(
        Interaction? known,
        Interaction row,
        InteractionReport report,
        PhoneNumber? phone
    )
    {
        if (known is null)
        {
            return new(row, (row, true, null));
        }

        var errors = report.DifferencesFrom(known);
        var isMended =
            known is { Sms.Reason: Reason.InvalidNumber, Contact.PhoneHash: null, Sms.SendAt: null }
            && phone is { IsMobile: true };
        if (
            isMended
            || known.Report.PhoneGiven != (report.Phone is not null)
            || (known.Contact.PhoneHash is { } hash && !(phone is { } number && keys.IsHashOf(hash, number)))
        )
        {
            errors.Add("/phone", "Was reported before otherwise; a repeat must be unchanged.");
        }

        if (row.Report.Imported && (known.Report.Imported ? !AreSame(known, row) : !row.Survey.Answers.IsEmpty))
        {
            errors.Add(
                "/answers",
                "This interaction is known already, with other answers; a repeat must be unchanged."
            );
        }

        return new(known, (known, false, errors));
    }

    private static bool AreSame(Interaction known, Interaction row) =>
        known.Survey.Answers.Count == row.Survey.Answers.Count
        && row.Survey.Answers.All(answer =>
            known.Survey.Answers.TryGetValue(answer.Key, out var stored) && stored == answer.Value
        )
        && (known.Survey.Comment == row.Survey.Comment || known.Survey.Comment is null);

    private Interaction Draft(InteractionReport report, Service service, InteractionKey key, PhoneNumber? phone)
    {
        var now = time.GetUtcNow();
        var row = Unanswered(report, service, key, now);
        var unreachable = FindUnreachableReason(report, service, phone);
        row = row with { Report = row.Report with { Ballot = Ballots.Of(unreachable) } };
        if (!IsSampled(service, key))
        {
            return row with { Sms = row.Sms with { Reason = Reason.NotSampled } };
        }

        row = row with { Survey = row.Survey with { LinkIssued = true } };
        if (unreachable is not null)
        {
            return row with { Sms = row.Sms with { Reason = unreachable } };
        }

        var due = report.CompletedAt.AddMinutes(service.DelayMinutes);
        var sendAt = SendingTimes.Next(service, due < now ? now : due);
        return row with
        {
            Sms = row.Sms with { State = SmsState.Scheduled, SendAt = sendAt },
            Survey = row.Survey with { ExpiresAt = sendAt.AddDays(service.ExpiryDays) },
            Contact = row.Contact with
            {
                SealedPhone = keys.SealPhone(phone!.Value),
                PhoneHash = keys.HashPhone(phone.Value),
                PhoneBlock = keys.HashPhoneBlock(phone.Value),
            },
        };
    }

    private bool IsSampled(Service service, InteractionKey key) =>
        service.SamplingRate >= 1 || (decimal)keys.Draw(key.ToBytes()) < service.SamplingRate;

    /// <summary>
    /// The first reason for which no text message can ever go out, in the contract's order; null where one can, as far as is known now.
    /// </summary>
    private Reason? FindUnreachableReason(InteractionReport report, Service service, PhoneNumber? phone) =>
        report switch
        {
            { Phone: null } => Reason.NoContact,
            { SmsConsent: false } => Reason.NoConsent,
            { Sensitive: true } => Reason.Sensitive,
            _ when service.Sms is null => Reason.NoSender,
            _ when phone is not { IsMobile: true } => Reason.InvalidNumber,
            _ when !phone.Value.IsIn(options.Value.Prefixes) => Reason.Country,
            _ => null,
        };

    /// <summary>
    /// The row of an import. The ballot and the delivery are what the import states; an answer without a stated provenance counts as imported.
    /// </summary>
    private Interaction Import(InteractionReport report, Service service, InteractionKey key)
    {
        var row = Unanswered(report, service, key, time.GetUtcNow());
        return row with
        {
            Report = row.Report with
            {
                Imported = true,
                Ballot = report.Provenance is AnswerLink.Shown ? Ballot.Shown : Ballot.Verified,
                DeliveryStated = report.Invited is not null,
            },
            Sms = row.Sms with
            {
                State = report switch
                {
                    { Invited: not true } => SmsState.Withheld,
                    { Delivered: true } => SmsState.Delivered,
                    { Delivered: false } => SmsState.Undelivered,
                    _ => SmsState.Sent,
                },
                Parts = report.Parts,
                CostMillionths = (long)(report.Parts * (service.Sms?.PartPrice ?? 0) * 1_000_000m),
            },
            Survey = row.Survey with
            {
                Answers = report.Answers,
                Comment = report.Comment is { } comment ? mask.Mask(comment) : null,
            },
        };
    }

    /// <summary>The row of a report without a text message, a link or answers.</summary>
    private static Interaction Unanswered(
        InteractionReport report,
        Service service,
        InteractionKey key,
        DateTimeOffset now
    ) =>
        new()
        {
            Key = key,
            Report = new ReportedFacts
            {
                InteractionId = report.InteractionId,
                CompletedAt = report.CompletedAt,
                Assistance = report.Assistance,
                Channel = report.Channel,
                Outcome = report.Outcome,
                Language = report.Language,
                Region = report.Region,
                Model = report.Model,
                DurationSeconds = report.DurationSeconds,
                SmsConsent = report.SmsConsent,
                Sensitive = report.Sensitive,
                PhoneGiven = report.Phone is not null,
                ReportedAt = now,
            },
            Survey = new SurveyProgress { ExpiresAt = report.CompletedAt.AddDays(service.ExpiryDays) },
        };
}
