using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Surveys.Interactions;
using Surveys.Ledger;
using Surveys.Privacy;
using Surveys.Questionnaires;
using Surveys.Scoring;

namespace Surveys.Sms;

/// <summary>Where a conversation by text stands; what was answered stands in the row, so that page and phone are one survey.</summary>
/// <param name="Asked">The question that our last text asked; the rating until it is known.</param>
/// <param name="Last">The question that was answered last by text: within 10 minutes a further answer corrects it.</param>
/// <param name="Hinted">Whether the one polite hint was given.</param>
/// <param name="Thanked">Whether the end was thanked for: after that there is silence.</param>
internal sealed record ConversationState(string Asked, string? Last, bool Hinted, bool Thanked);

/// <summary>
/// The conversation by text: from row and text to row and reply, pure. By text only the rating, whether the matter was settled, ease, and a comment are
/// asked; what was answered on the page is not asked again.
/// </summary>
internal static partial class Conversation
{
    /// <summary>Follow-up questions stop after this, from when the text went out; a rating counts until the survey expires.</summary>
    public static readonly TimeSpan FollowUps = TimeSpan.FromHours(72);

    private static readonly ImmutableArray<Question> Asked =
    [
        StandardQuestions.Satisfaction,
        StandardQuestions.Resolved,
        StandardQuestions.Ease,
        StandardQuestions.Comment,
    ];

    private static readonly ConversationState Beginning = new(StandardQuestions.Satisfaction.Id, null, false, false);

    /// <summary>Takes one text into a row: the row as it shall be, and the reply; null for silence.</summary>
    public static (Interaction Row, string? Reply) Handle(
        Interaction row,
        string text,
        PersonalDataMask mask,
        DateTimeOffset now
    )
    {
        if (!AnswerRules.IsOpen(row, now))
        {
            return (row, null);
        }

        var templates = LanguageCatalog.Shipped[row.Report.Language].Sms;
        var state = StateOf(row);

        // A text answers the question that our last text asked, even where the page has answered that meanwhile: the citizen replies to what stands on the
        // phone. What names a mark ("оценка 4", "R 4", "4/5") is the rating, whatever was asked last.
        var asked = ReplyReader.Shipped.NamesRating(text)
            ? StandardQuestions.Satisfaction
            : StandardQuestions.Find(state.Asked) ?? StandardQuestions.Satisfaction;
        if (
            (asked == StandardQuestions.Satisfaction || TakesFollowUps(row, now))
            && Read(asked, text, mask) is { } answer
        )
        {
            return Answer(row, state, asked, answer, now, templates);
        }

        if (
            state.Last is { } last
            && last != asked.Id
            && AnswerRules.MayChange(row.Survey.Answers.GetValueOrDefault(last), now)
            && StandardQuestions.Find(last) is { } corrected
            && Read(corrected, text, mask) is { } correction
        )
        {
            var (changed, _) = AnswerRules.Apply(
                row,
                Answers(last, correction),
                ResponseChannel.Sms,
                AnswerLink.Reply,
                now
            );
            return (changed!, null);
        }

        // Words of thanks are no comment, and nothing to puzzle over.
        if (asked == StandardQuestions.Comment || Next(row, now) is null)
        {
            return state.Thanked ? (row, null) : (With(row, state with { Thanked = true }), templates.Thanks);
        }

        return state.Hinted
            ? (row, null)
            : (
                With(row, state with { Hinted = true }),
                asked == StandardQuestions.Resolved ? templates.HintResolved : templates.HintRating
            );
    }

    /// <summary>The question to be asked next by text; null where nothing is left to ask.</summary>
    private static Question? Next(Interaction row, DateTimeOffset now)
    {
        var next = Asked.FirstOrDefault(question => !row.Survey.Answers.ContainsKey(question.Id));
        return next == StandardQuestions.Satisfaction || TakesFollowUps(row, now) ? next : null;
    }

    /// <summary>A reply may come before we know that the text left: then it leaves now.</summary>
    private static bool TakesFollowUps(Interaction row, DateTimeOffset now) =>
        now <= (row.Sms.SentAt ?? now) + FollowUps;

    /// <summary>What an answer to a question is read from; null where the text is none.</summary>
    private static string? Read(Question question, string text, PersonalDataMask mask)
    {
        if (question.Kind is not QuestionKind.Text)
        {
            return question == StandardQuestions.Resolved
                ? ReplyReader.Shipped.OutcomeOf(text)
                : ReplyReader.Shipped.RatingOf(text)?.ToString(CultureInfo.InvariantCulture);
        }

        if (!ReplyReader.Shipped.IsRemark(text))
        {
            return null;
        }

        // Masked before it is cut: half a number would be known by no mask.
        var comment = mask.Mask(Comments.Clean(text));
        return Comments.Count(comment) <= Comments.MaxLength
            ? comment
            : string.Concat(comment.EnumerateRunes().Take(Comments.MaxLength));
    }

    private static (Interaction Row, string? Reply) Answer(
        Interaction row,
        ConversationState state,
        Question asked,
        string answer,
        DateTimeOffset now,
        SmsTemplates templates
    )
    {
        var (changed, outcome) = AnswerRules.Apply(
            row,
            Answers(asked.Id, answer),
            ResponseChannel.Sms,
            AnswerLink.Reply,
            now
        );
        row = changed!;
        if (asked.Id != state.Asked && outcome is AnswerResult.Taken)
        {
            // A correction of the rating while another question is open: that one stays open.
            return (row, null);
        }

        var next = Next(row, now);
        var reply = next?.Id switch
        {
            "resolved" => templates.AskResolved,
            "ease" => templates.AskEase,
            "comment" => templates.AskComment,
            _ => state.Thanked ? null : templates.Thanks,
        };
        return (
            With(
                row,
                state with
                {
                    Asked = next?.Id ?? state.Asked,
                    Last = asked.Id,
                    Thanked = state.Thanked || next is null,
                }
            ),
            reply
        );
    }

    private static ImmutableDictionary<string, string> Answers(string question, string answer) =>
        ImmutableDictionary<string, string>.Empty.Add(question, answer);

    private static ConversationState StateOf(Interaction row) =>
        row.Survey.Conversation is { } stored
            ? JsonSerializer.Deserialize(stored, ConversationJson.Default.ConversationState)!
            : Beginning;

    private static Interaction With(Interaction row, ConversationState state) =>
        row with
        {
            Survey = row.Survey with
            {
                Conversation = JsonSerializer.Serialize(state, ConversationJson.Default.ConversationState),
            },
        };

    [JsonSerializable(typeof(ConversationState))]
    private sealed partial class ConversationJson : JsonSerializerContext;
}
