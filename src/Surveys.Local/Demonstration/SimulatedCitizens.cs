using System.Globalization;
using System.Text.Json.Nodes;

namespace Surveys.Local.Demonstration;

/// <summary>
/// Creates interactions and the answers of their citizens. The same seed always creates the same ones.
/// </summary>
internal sealed class SimulatedCitizens(int seed)
{
    /// <summary>The response rate of the past months.</summary>
    private const double PastResponseRate = 0.36;

    /// <summary>The share of text messages that are delivered.</summary>
    private const double DeliveryRate = 0.96;

    /// <summary>The number of answers after which most citizens stop.</summary>
    private const int ShortSurvey = 3;

    /// <summary>The models of the first and of the second half of the year.</summary>
    public static readonly string[] Models = ["assistant-2025.1", "assistant-2026.1"];

    /// <summary>The regions of the citizens.</summary>
    public static readonly string[] Regions = ["KZ-75", "KZ-71", "KZ-79", "KZ-19", "KZ-35", "KZ-61", "KZ-10", "KZ-63"];

#pragma warning disable CA5394 // The numbers are not secret, and they must be the same in each run.
    private readonly Random _random = new(seed);

    /// <summary>True with a probability.</summary>
    public bool Happens(double probability) => _random.NextDouble() < probability;

    /// <summary>One of several choices.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>A number between two numbers, both included.</summary>
    public int Number(int min, int max) => _random.Next(min, max + 1);
#pragma warning restore CA5394

    /// <summary>An interaction without a phone.</summary>
    /// <param name="service">The service.</param>
    /// <param name="id">The id of the interaction.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="progress">0 in the first month to 1 in the last.</param>
    public JsonObject Interaction(DemoService service, string id, DateTimeOffset at, double progress)
    {
        var assistance = Assistance(service, progress);
        var interaction = new JsonObject
        {
            ["serviceId"] = service.Id,
            ["interactionId"] = id,
            ["completedAt"] = TimeOf(at),
            ["assistance"] = assistance,
            ["channel"] = assistance is "human" ? OneOf(["counter", "voice"]) : OneOf(service.Channels),
            ["outcome"] =
                Happens(assistance is "ai" ? 0.82 : 0.86) ? "resolved"
                : Happens(0.6) ? "unresolved"
                : "abandoned",
            ["language"] =
                Happens(0.53) ? "kk"
                : Happens(0.96) ? "ru"
                : "en",
            ["region"] = OneOf(Regions),
            ["durationSeconds"] = assistance is "human" ? Number(300, 1500) : Number(60, 600),
        };
        if (assistance is not "human")
        {
            interaction["model"] = Models[progress < 0.5 ? 0 : 1];
        }

        return interaction;
    }

    /// <summary>
    /// An interaction of a past month for an import, with the fate of its text and with the answers, if there are any.
    /// </summary>
    public JsonObject Past(DemoService service, string id, DateTimeOffset at, double progress)
    {
        var interaction = Interaction(service, id, at, progress);
        var isAnswered = Happens(PastResponseRate);
        if (service.Sender is not null)
        {
            interaction["invited"] = true;
            interaction["delivered"] = isAnswered || Happens(DeliveryRate);
            interaction["parts"] = 1;
        }

        if (isAnswered)
        {
            interaction["answers"] = Answers(service, interaction, Happens(0.7) ? 9 : ShortSurvey);
            interaction["answeredAt"] = TimeOf(at.AddHours(1 + Number(0, 20)));
            var isReply = service.TwoWay && Happens(0.55);
            interaction["responseChannel"] = isReply ? "sms" : "web";
            interaction["provenance"] =
                isReply ? "reply"
                : service.Sender is null ? "shown"
                : "texted";
        }

        return interaction;
    }

    /// <summary>The answers of a citizen.</summary>
    /// <param name="service">The service.</param>
    /// <param name="interaction">The interaction.</param>
    /// <param name="max">The maximum number of answers, besides the comment.</param>
    public JsonObject Answers(DemoService service, JsonObject interaction, int max)
    {
        var assistance = (string)interaction["assistance"]!;
        var language = (string)interaction["language"]!;
        var isAi = assistance is not "human";
        var isReportedResolved = (string)interaction["outcome"]! is "resolved";
        var isResolved = isReportedResolved && !Happens(isAi ? service.SilentFailure : 0.04);

        // Citizens whose matter was resolved are more often satisfied. The mean stays close to the service's share.
        var share = service.SatisfiedShare(assistance, language) + (isResolved ? 0.07 : -0.28);
        var isSatisfied = Happens(Math.Clamp(share, 0.02, 0.98));
        var answers = FirstAnswers(isSatisfied, isResolved);
        if (max > ShortSurvey)
        {
            AddFurtherAnswers(answers, assistance, isSatisfied, isResolved);
        }

        while (answers.Count > max)
        {
            answers.RemoveAt(answers.Count - 1);
        }

        if (max > ShortSurvey && Happens(isSatisfied ? 0.12 : 0.35))
        {
            answers["comment"] = OneOf(DemoMinistry.Comments(language, isSatisfied));
        }

        return answers;
    }

    private string Assistance(DemoService service, double progress) =>
        !Happens(service.AiShareAt(progress)) ? "human"
        : Happens(0.8) ? "ai"
        : "ai-handoff";

    private JsonObject FirstAnswers(bool isSatisfied, bool isResolved)
    {
        var rating = isSatisfied
            ? Happens(0.62)
                ? 5
                : 4
            : Happens(0.45)
                ? 3
                : Happens(0.55)
                    ? 2
                    : 1;
        return new JsonObject
        {
            ["satisfaction"] = rating,
            ["resolved"] =
                isResolved ? "yes"
                : Happens(0.45) ? "partly"
                : "no",
            ["ease"] = isSatisfied ? Number(4, 5) : Number(1, 4),
        };
    }

    private void AddFurtherAnswers(JsonObject answers, string assistance, bool isSatisfied, bool isResolved)
    {
        if (assistance is not "human")
        {
            answers["understood"] = isSatisfied ? Number(4, 5) : Number(1, 4);
            answers["knewAi"] = Happens(0.74) ? "yes" : "no";
        }

        answers["human"] =
            assistance is not "ai" ? "yes"
            : Happens(0.5) ? "not-needed"
            : Happens(isSatisfied ? 0.7 : 0.3) ? "yes"
            : "no";
        answers["contactAgain"] = Happens(isResolved ? 0.06 : 0.62) ? "yes" : "no";
        answers["aiUse"] = OneOf(["daily", "weekly", "weekly", "seldom", "never"]);
    }

    private static string TimeOf(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
