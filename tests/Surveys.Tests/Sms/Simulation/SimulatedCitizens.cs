using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Questionnaires;
using Surveys.Sms;

namespace Surveys.Tests.Sms.Simulation;

/// <summary>Citizens who reply by text message, answer on the page, opt out and opt in again.</summary>
internal sealed class SimulatedCitizens(
    SimulatedPlatform platform,
    SimulatedCarrier carrier,
    SimulatedReporters reporters,
    IReadOnlyList<string> phones
)
{
    private static readonly string[] Replies =
    [
        "5",
        "4",
        "2",
        "оценка 3",
        "да",
        "спасибо",
        "Долго ждал",
        "не знаю",
        "4-5",
    ];

    private readonly List<InboundSms> _replies = [];
    private int _commands;

    /// <summary>Sends a new reply, or delivers an old one again.</summary>
    public async Task ReplyAsync()
    {
        var isRepeat = _replies.Count > 0 && platform.OneIn(4);
        var message = isRepeat
            ? platform.Pick(_replies)
            : Inbound($"IN{_replies.Count}", platform.Pick(phones), platform.Pick(Replies));
        platform.Note($"{message.From.E164} writes {message.Body}{(isRepeat ? " (repeated)" : "")}");
        var open = await OpenSurveysAsync(message.From.E164);
        var hadOptedOut = carrier.HasOptedOut(message.From.E164);
        var interruptions = platform.Interruptions;
        string? answer = null;
        await platform.RetryAsync(async host =>
            answer = await host.GetRequiredService<InboundSmsHandler>().HandleAsync(message, CancellationToken.None)
        );
        if (isRepeat)
        {
            return;
        }

        _replies.Add(message);

        // An interruption may have been another message of the same citizen. Then the state before says nothing.
        if (interruptions != platform.Interruptions)
        {
            return;
        }

        if (hadOptedOut)
        {
            Assert.Null(answer);
        }
        else if (open.Count > 0 && ReplyReader.Shipped.RatingOf(message.Body) is { } rating)
        {
            await CheckRatingAsync(message, rating, open);
        }
    }

    public async Task SendCommandAsync()
    {
        var isStop = platform.OneIn(2);
        var message = Inbound($"CMD{_commands++}", platform.Pick(phones), isStop ? "Стоп, спасибо" : "START");
        platform.Note($"{message.From.E164} writes {message.Body}");
        await platform.RetryAsync(host =>
            host.GetRequiredService<InboundSmsHandler>().HandleAsync(message, CancellationToken.None)
        );
        if (isStop)
        {
            carrier.OptOut(message.From.E164);
        }
        else
        {
            carrier.OptIn(message.From.E164);
        }
    }

    public async Task OptOutOnPageAsync()
    {
        if (reporters.Reports.Count is 0)
        {
            return;
        }

        var report = platform.Pick(reporters.Reports);
        if (await platform.FindAsync(SimulatedReporters.KeyOf(report)) is { } row)
        {
            platform.Note($"STOP on the page of {report.InteractionId}");
            var isStopped = false;
            await platform.RetryAsync(async host =>
                isStopped = await host.GetRequiredService<OptOuts>().StopAsync(row, CancellationToken.None)
            );
            if (isStopped)
            {
                carrier.OptOut(report.Phone!);
            }
        }
    }

    public async Task AnswerOnPageAsync()
    {
        if (reporters.Reports.Count is 0)
        {
            return;
        }

        var report = platform.Pick(reporters.Reports);
        var key = SimulatedReporters.KeyOf(report);
        var answers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["satisfaction"] = $"{1 + platform.Next(5)}",
        };
        if (platform.OneIn(2))
        {
            answers["resolved"] = "partly";
            answers["comment"] = "Рақмет";
        }

        platform.Note($"{report.InteractionId} is answered on the page");
        var result = AnswerResult.Unknown;
        await platform.RetryAsync(async host =>
            result = await host.GetRequiredService<InteractionLedger>()
                .ChangeAsync(
                    key,
                    expectNew: false,
                    row => AnswerRules.Apply(row, answers, ResponseChannel.Web, AnswerLink.Texted, platform.Now),
                    CancellationToken.None
                )
        );
        if (result is AnswerResult.Taken && platform.Depth is 0)
        {
            var survey = (await platform.FindAsync(key))!.Survey;
            Assert.All(
                answers,
                answer =>
                    Assert.Equal(
                        answer.Value,
                        answer.Key is "comment" ? survey.Comment : survey.Answers[answer.Key].Choice
                    )
            );
        }
    }

    /// <summary>
    /// A rating from a phone with an open survey is stored in a survey of that phone, also after a crash between the
    /// carrier's acceptance and its record. The survey may be one whose message may have left, as far as the platform
    /// knows.
    /// </summary>
    private async Task CheckRatingAsync(InboundSms message, int rating, List<Interaction> open)
    {
        var rows = new List<Interaction>();
        foreach (var report in reporters.Reports.Where(report => report.Phone == message.From.E164))
        {
            if (await platform.FindAsync(SimulatedReporters.KeyOf(report)) is { } row)
            {
                rows.Add(row);
            }
        }

        Assert.True(
            rows.Exists(row => row.Survey.Inbounds.Any(inbound => inbound.Sid == message.Sid)),
            "No survey stored the rating."
        );
        var isFirstReply = open.TrueForAll(row =>
            row.Survey.Answers.Values.All(answer =>
                answer.Link is not AnswerLink.Reply || platform.Now - answer.At > AnswerRules.CorrectionPeriod
            )
        );
        var isUnanswered = open.TrueForAll(row => row.Survey.Conversation is null && row.Survey.Answers.IsEmpty);
        if (isFirstReply && isUnanswered)
        {
            Assert.True(
                rows.Exists(row =>
                    row.Survey.Satisfaction?.Choice == rating.ToString(CultureInfo.InvariantCulture)
                    && row.Survey.Inbounds.LastOrDefault()?.Sid == message.Sid
                ),
                "A rating was lost."
            );
        }
    }

    /// <summary>The surveys whose invitation reached a phone and that still accept answers.</summary>
    private async Task<List<Interaction>> OpenSurveysAsync(string phone)
    {
        var rows = new List<Interaction>();
        foreach (
            var key in carrier
                .Sent.Where(sent => sent.Message.To.E164 == phone && !sent.IsReminder)
                .Select(sent => sent.Key)
        )
        {
            if (await platform.FindAsync(key) is { } row && AnswerRules.IsOpen(row, platform.Now))
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private static InboundSms Inbound(string sid, string phone, string body) =>
        new(sid, PhoneNumber.OfE164(phone), "+77001112233", body, ReplyCommand.None);
}
