using System.Text.Json.Nodes;

namespace Surveys.Local.Demonstration;

/// <summary>A citizen of today.</summary>
/// <param name="Service">The service.</param>
/// <param name="Interaction">The reported interaction.</param>
/// <param name="Phone">The phone number; null for a citizen who sees a link on the service's screen.</param>
/// <param name="Answers">The answers that the citizen gives.</param>
/// <param name="Mood">0 to 99; it decides whether and how the citizen answers.</param>
internal sealed record LiveCitizen(
    DemoService Service,
    JsonObject Interaction,
    string? Phone,
    JsonObject Answers,
    int Mood
)
{
    /// <summary>The link on the service's screen; null for citizens with a phone.</summary>
    public string? SurveyUrl { get; set; }

    /// <summary>The number is one of the carrier's magic numbers, which get no text.</summary>
    public bool IsUnreachable => Phone?.StartsWith("+770099900", StringComparison.Ordinal) is true;

    /// <summary>The texts that the citizen sends, in their order; each answers the text before it.</summary>
    public IEnumerable<string> Replies()
    {
        string[] all = Mood switch
        {
            0 or 1 => [StopWord],
            2 or 3 => ["👍", AnswerTo("satisfaction")],
            _ =>
            [
                AnswerTo("satisfaction"),
                AnswerTo("resolved") switch
                {
                    "yes" => "1",
                    "partly" => "2",
                    _ => "3",
                },
                AnswerTo("ease"),
                AnswerTo("comment"),
            ],
        };
        var givesUpAfterFirst = Mood % 4 is 3;
        return all.Take(givesUpAfterFirst ? 1 : all.Length).TakeWhile(reply => reply.Length > 0);
    }

    private string StopWord =>
        (string)Interaction["language"]! switch
        {
            "kk" => "Тоқтату",
            "ru" => "Стоп, спасибо",
            _ => "STOP",
        };

    private string AnswerTo(string question) => Answers[question]?.ToString() ?? "";
}
