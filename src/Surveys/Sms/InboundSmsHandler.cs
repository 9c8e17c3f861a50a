using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Questionnaires;
using Surveys.ServiceRegister;

namespace Surveys.Sms;

/// <summary>A citizen's text as the carrier hands it in.</summary>
/// <param name="Sid">The carrier's id of it: what makes a repeat a repeat.</param>
/// <param name="From">Who wrote.</param>
/// <param name="To">To which of our senders.</param>
/// <param name="Body">What was written; may be empty.</param>
/// <param name="AnsweredCommand">The command that the carrier has already answered; none if it has not.</param>
internal sealed record InboundSms(string Sid, PhoneNumber From, string To, string Body, ReplyCommand AnsweredCommand);

/// <summary>
/// Takes a citizen's text: commands first, then an answer to the survey it belongs to. The answer goes to the ledger first, with the text's id in the row;
/// then the contact. A repeated webhook does and replies the same.
/// </summary>
internal sealed partial class InboundSmsHandler(
    Ledger.InteractionLedger ledger,
    ContactsTable contacts,
    ServicesTable services,
    Carrier carrier,
    IOptions<SurveysOptions> options,
    PersonalDataMask mask,
    TimeProvider time,
    ILogger<InboundSmsHandler> logger
)
{
    /// <summary>Surveys of one phone that are looked at, newest first.</summary>
    private const int MaxCandidates = 4;

    /// <summary>The reply; null for silence.</summary>
    public async Task<string?> HandleAsync(InboundSms message, CancellationToken cancellationToken)
    {
        var contact = await contacts.ReadAsync(message.From, cancellationToken);
        if (contact.Handled.FirstOrDefault(taken => taken.Sid == message.Sid) is { } again)
        {
            return again.Reply;
        }

        // The carrier answers its own words itself: then we record, and stay silent.
        var isAnswered = message.AnsweredCommand is not ReplyCommand.None;
        var command = isAnswered ? message.AnsweredCommand : ReplyReader.Shipped.CommandOf(message.Body);
        if (command is not ReplyCommand.None)
        {
            return await HandleCommandAsync(message, command, isAnswered, cancellationToken);
        }

        // A late answer from somebody who opted out is no wish to be texted again: kept as unsolicited, and nothing is said.
        return contact.OptedOutAt is null
            ? await HandleAnswerAsync(message, contact, cancellationToken)
            : await RecordUnsolicitedAsync(message, cancellationToken);
    }

    private async Task<string?> HandleCommandAsync(
        InboundSms message,
        ReplyCommand command,
        bool isAnswered,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        string? reply = null;
        var agency = command is ReplyCommand.Help ? await AgencyOfAsync(message, cancellationToken) : "";
        await contacts.ChangeAsync(
            message.From,
            contact =>
            {
                if (contact.Handled.FirstOrDefault(taken => taken.Sid == message.Sid) is { } again)
                {
                    reply = again.Reply;
                    return null;
                }

                var language = contact.Language is { } known
                    ? LanguageCatalog.Shipped[known]
                    : ReplyReader.Shipped.LanguageOf(message.Body);
                var templates = language.Sms;
                (contact, reply) = command switch
                {
                    ReplyCommand.Stop => (
                        contact with
                        {
                            OptedOutAt = now,
                        },
                        contact.OptedOutAt is null ? templates.Stopped : null
                    ),
                    ReplyCommand.Start => (
                        contact with
                        {
                            OptedOutAt = null,
                            OptedInAt = now,
                        },
                        carrier.IsStart(message.Body) ? templates.Started : templates.SendStart
                    ),
                    _ => (
                        contact,
                        templates
                            .Help.Replace(
                                "{verify}",
                                options.Value.AddressOf("/verify").ToString(),
                                StringComparison.Ordinal
                            )
                            .Replace("{agency}", agency, StringComparison.Ordinal)
                    ),
                };
                reply = isAnswered ? null : reply;
                return contact with { Handled = contact.Handled.Add(new HandledSms(message.Sid, reply)) };
            },
            cancellationToken
        );
        return reply;
    }

    private async Task<string?> HandleAnswerAsync(
        InboundSms message,
        Contact contact,
        CancellationToken cancellationToken
    )
    {
        if (
            await FindSurveyAsync(message, contact, cancellationToken) is not { } survey
            || await services.FindAsync(survey.Key.ServiceDay.ServiceId, cancellationToken) is not { } service
        )
        {
            return await RecordUnsolicitedAsync(message, cancellationToken);
        }

        var now = time.GetUtcNow();
        return await ledger.ChangeAsync(
            survey.Key,
            expectNew: false,
            row =>
            {
                if (row is null || row.Survey.Inbounds.Any(inbound => inbound.Sid == message.Sid))
                {
                    return new Decision<string?>(
                        row,
                        row?.Survey.Inbounds.First(inbound => inbound.Sid == message.Sid).Reply
                    );
                }

                var (changed, reply) = Conversation.Handle(row, message.Body, mask, now);
                if (reply is not null)
                {
                    changed = SmsStateMachine.AddCost(changed, Segments.Of(reply).Parts, service);
                }

                return new Decision<string?>(
                    changed with
                    {
                        Survey = changed.Survey with
                        {
                            Inbounds = changed.Survey.Inbounds.Add(new Inbound(message.Sid, reply)),
                        },
                    },
                    reply
                );
            },
            cancellationToken
        );
    }

    /// <summary>
    /// The survey that a text belongs to, of those texted to this phone by the sender it was written to: the one it was taken for before; one that was answered
    /// within 10 minutes, which it corrects or goes on with; else the newest that lacks a rating; else the newest that is open.
    /// </summary>
    private async Task<Interaction?> FindSurveyAsync(
        InboundSms message,
        Contact contact,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var rows = new List<Interaction>();
        foreach (var key in await FindKeysAsync(contact, message.To, cancellationToken))
        {
            if (
                await ledger.FindAsync(key, cancellationToken) is
                { Sms.State: not (SmsState.Scheduled or SmsState.Withheld) } row
            )
            {
                if (row.Survey.Inbounds.Any(inbound => inbound.Sid == message.Sid))
                {
                    return row;
                }

                if (AnswerRules.IsOpen(row, now))
                {
                    rows.Add(row);
                }
            }
        }

        var running = rows.Where(row =>
                row.Survey.Answers.Values.Any(answer =>
                    answer.Link is AnswerLink.Reply && now - answer.At <= AnswerRules.CorrectionPeriod
                )
            )
            .MaxBy(row => row.Survey.Answers.Values.Max(answer => answer.At));
        return running ?? rows.FirstOrDefault(row => row.Survey.Satisfaction is null) ?? rows.FirstOrDefault();
    }

    /// <summary>The places texted from the sender that was written to; also one whose text may have left and whose sender has not come to write it down.</summary>
    private async Task<IEnumerable<InteractionKey>> FindKeysAsync(
        Contact contact,
        string to,
        CancellationToken cancellationToken
    )
    {
        var places = contact
            .RecentSurveys.Where(texted => carrier.IsSameSender(texted.From, to))
            .Select(texted => texted.Key)
            .Take(MaxCandidates)
            .ToList();
        if (
            contact.ReservedBy is { } reserved
            && !places.Contains(reserved)
            && await services.FindAsync(InteractionKey.Parse(reserved).ServiceDay.ServiceId, cancellationToken)
                is { Sms: { } sms }
            && carrier.IsSameSender(sms.From, to)
        )
        {
            places.Insert(0, reserved);
        }

        return places.Select(InteractionKey.Parse);
    }

    /// <summary>Who asks: the agency that last texted this phone, else one that texts from the number that was written to.</summary>
    private async Task<string> AgencyOfAsync(InboundSms message, CancellationToken cancellationToken)
    {
        var contact = await contacts.ReadAsync(message.From, cancellationToken);
        var newest =
            contact.RecentSurveys.FirstOrDefault(texted => carrier.IsSameSender(texted.From, message.To))
            ?? contact.RecentSurveys.FirstOrDefault();
        if (
            newest is not null
            && await services.FindAsync(InteractionKey.Parse(newest.Key).ServiceDay.ServiceId, cancellationToken)
                is { } service
        )
        {
            return service.Agency;
        }

        var all = await services.ListAsync(cancellationToken);
        return all.FirstOrDefault(each =>
                each.Service.Sms is { } sms && carrier.IsSameSender(sms.From, message.To)
            )?.Service.Agency
            ?? options.Value.PublicUrl.Host;
    }

    /// <summary>Counts a text that answers nothing, on the contact of a phone that we know; of a stranger nothing is written down.</summary>
    private async Task<string?> RecordUnsolicitedAsync(InboundSms message, CancellationToken cancellationToken)
    {
        await contacts.ChangeAsync(
            message.From,
            contact =>
                contact.ETag is null || contact.Handled.Any(taken => taken.Sid == message.Sid)
                    ? null
                    : contact with
                    {
                        Unsolicited = contact.Unsolicited + 1,
                        Handled = contact.Handled.Add(new HandledSms(message.Sid, null)),
                    },
            cancellationToken
        );
        Log.Unsolicited(logger);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "An unsolicited text was kept and not answered")]
        public static partial void Unsolicited(ILogger logger);
    }
}
