using System.Collections.Immutable;
using Surveys.Scoring;

namespace Surveys.Ledger;

/// <summary>The survey of an interaction: whether it is open, and what was answered.</summary>
internal sealed record SurveyProgress
{
    /// <summary>Whether the citizen's link was issued: false for interactions that are not sampled or imported.</summary>
    public bool LinkIssued { get; init; }

    /// <summary>Answers are accepted until this instant.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether the interaction was withdrawn with effect: it counts nowhere but among the withdrawn.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>
    /// Whether the reporter withdrew it after a text message or a link had gone out. It counts among the withdrawn, and nothing else changes:
    /// a service can't remove an answer, and learns nothing from trying.
    /// </summary>
    public bool WithdrawalNoted { get; init; }

    /// <summary>The last counted answer to each question, by question id.</summary>
    public ImmutableSortedDictionary<string, Answer> Answers { get; init; } =
        ImmutableSortedDictionary.Create<string, Answer>(StringComparer.Ordinal);

    /// <summary>The comment with personal data masked; null where there is none or it was erased.</summary>
    public string? Comment { get; init; }

    /// <summary>The state of the conversation by text message, as <c>Surveys.Sms.Conversation</c> writes it.</summary>
    public string? Conversation { get; init; }

    /// <summary>The last inbound text messages and the replies to them: a repeated webhook gets the same reply.</summary>
    public ImmutableList<Inbound> Inbounds { get; init; } = [];

    public bool IsAnswered => Answers.Count > 0;

    public Answer? Satisfaction => Answers.GetValueOrDefault(StandardQuestions.Satisfaction.Id);
}

/// <summary>An inbound text message that was handled, and its reply; null for none.</summary>
internal sealed record Inbound(string Sid, string? Reply);
