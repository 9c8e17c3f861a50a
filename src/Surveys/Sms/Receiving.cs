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
/// <param name="OptOutType">STOP, START or HELP where the carrier has answered it already.</param>
internal sealed record IncomingText(string Sid, PhoneNumber From, string To, string Body, string? OptOutType);

/// <summary>
/// Takes a citizen's text: commands first, then an answer to the survey it belongs to. The answer goes to the ledger first, with the text's id in the row;
/// then the contact. A repeated webhook does and replies the same.
/// </summary>
internal sealed partial class Receiving(
    Ledger.Ledger ledger,
    ContactsTable contacts,
    ServicesTable services,
    IOptions<SurveysOptions> options,
    TimeProvider time,
    ILogger<Receiving> logger)
{
    /// <summary>Surveys of one phone that are looked at, newest first.</summary>
    private const int MostCandidates = 4;

    /// <summary>The reply; null for silence.</summary>
    public async Task<string?> TakeAsync(IncomingText text, CancellationToken cancellationToken)
    {
        var contact = await contacts.ReadAsync(text.From, cancellationToken);
        if (contact.Taken.FirstOrDefault(taken => taken.Sid == text.Sid) is { } again)
        {
            return again.Reply;
        }

        // The carrier answers its own words itself: then we record, and stay silent.
        var command = text.OptOutType?.ToUpperInvariant() switch
        {
            "STOP" => Command.Stop,
            "START" => Command.Start,
            "HELP" => Command.Help,
            _ => Words.CommandOf(text.Body),
        };
        var isAnswered = !string.IsNullOrEmpty(text.OptOutType);
        if (command is not Command.None)
        {
            return await TakeCommandAsync(text, command, isAnswered, cancellationToken);
        }

        if (contact.OptedOutAt is not null)
        {
            // A late answer is no wish to be texted again: kept as unsolicited, and nothing is said.
            await RememberAsync(text, contact => contact with { Unsolicited = contact.Unsolicited + 1 }, null, cancellationToken);
            Log.Unsolicited(logger);
            return null;
        }

        return await TakeAnswerAsync(text, contact, cancellationToken);
    }

    private async Task<string?> TakeCommandAsync(IncomingText text, Command command, bool isAnswered, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        string? reply = null;
        var agency = command is Command.Help ? await AgencyOfAsync(text.From, cancellationToken) : "";
        await contacts.ChangeAsync(
            text.From,
            contact =>
            {
                if (contact.Taken.FirstOrDefault(taken => taken.Sid == text.Sid) is { } again)
                {
                    reply = again.Reply;
                    return null;
                }

                var templates = Templates.In(contact.Language);
                (contact, reply) = command switch
                {
                    Command.Stop => (contact with { OptedOutAt = contact.OptedOutAt ?? now, ReservedBy = null, ReservedUntil = null }, contact.OptedOutAt is null ? templates.Stopped : null),
                    Command.Start => (contact with { OptedOutAt = null }, Words.IsCarrierStart(text.Body) ? templates.Started : templates.SendStart),
                    _ => (contact, templates.Help
                        .Replace("{verify}", options.Value.AddressOf("/verify").ToString(), StringComparison.Ordinal)
                        .Replace("{agency}", agency, StringComparison.Ordinal)),
                };
                reply = isAnswered ? null : reply;
                return contact with { Taken = contact.Taken.Add(new TakenText(text.Sid, reply)) };
            },
            cancellationToken);
        return reply;
    }

    private async Task<string?> TakeAnswerAsync(IncomingText text, Contact contact, CancellationToken cancellationToken)
    {
        if (await FindSurveyAsync(text, contact, cancellationToken) is not { } survey || await services.FindAsync(survey.Place.ServiceDay.ServiceId, cancellationToken) is not { } service)
        {
            await RememberAsync(text, known => known with { Unsolicited = known.Unsolicited + 1 }, null, cancellationToken);
            Log.Unsolicited(logger);
            return null;
        }

        var now = time.GetUtcNow();
        return await ledger.ChangeAsync(
            survey.Place,
            expectNew: false,
            row =>
            {
                if (row is null || row.Inbounds.Any(inbound => inbound.Sid == text.Sid))
                {
                    return new Decision<string?>(row, row?.Inbounds.First(inbound => inbound.Sid == text.Sid).Reply);
                }

                var (changed, reply) = Conversation.Take(row, text.Body, now);
                if (reply is not null)
                {
                    changed = TextFate.Cost(changed, Segments.Of(reply).Parts, service);
                }

                return new Decision<string?>(changed with { Inbounds = changed.Inbounds.Add(new Inbound(text.Sid, reply)) }, reply);
            },
            cancellationToken);
    }

    /// <summary>
    /// The survey that a text belongs to, of those texted to this phone by the sender it was written to: the one it was taken for before; one that was answered
    /// within 10 minutes, which it corrects or goes on with; else the newest that lacks a rating; else the newest that is open.
    /// </summary>
    private async Task<Interaction?> FindSurveyAsync(IncomingText text, Contact contact, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = new List<Interaction>();
        foreach (var texted in contact.Places.Where(texted => IsSameSender(texted.From, text.To)).Take(MostCandidates))
        {
            if (await ledger.FindAsync(Place.Parse(texted.Place), cancellationToken) is { } row)
            {
                if (row.Inbounds.Any(inbound => inbound.Sid == text.Sid))
                {
                    return row;
                }

                if (Answering.IsOpen(row, now))
                {
                    rows.Add(row);
                }
            }
        }

        var running = rows
            .Where(row => row.Answers.Values.Any(answer => answer.Link is AnswerLink.Reply && now - answer.At <= Answering.MayBeChanged))
            .MaxBy(row => row.Answers.Values.Max(answer => answer.At));
        return running ?? rows.FirstOrDefault(row => row.Satisfaction is null) ?? rows.FirstOrDefault();
    }

    /// <summary>A messaging service sends from numbers of its own: any of them may be written to.</summary>
    private static bool IsSameSender(string sender, string writtenTo) => sender == writtenTo || sender.StartsWith("MG", StringComparison.Ordinal);

    private async Task<string> AgencyOfAsync(PhoneNumber phone, CancellationToken cancellationToken)
    {
        var contact = await contacts.ReadAsync(phone, cancellationToken);
        return contact.Places is [var newest, ..] && await services.FindAsync(Place.Parse(newest.Place).ServiceDay.ServiceId, cancellationToken) is { } service ? service.Agency : "AI";
    }

    private async Task RememberAsync(IncomingText text, Func<Contact, Contact> change, string? reply, CancellationToken cancellationToken) =>
        await contacts.ChangeAsync(
            text.From,
            contact => contact.Taken.Any(taken => taken.Sid == text.Sid) ? null : change(contact) with { Taken = contact.Taken.Add(new TakenText(text.Sid, reply)) },
            cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "An unsolicited text was kept and not answered")]
        public static partial void Unsolicited(ILogger logger);
    }
}
