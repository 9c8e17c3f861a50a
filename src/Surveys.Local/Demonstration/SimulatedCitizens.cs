using System.Globalization;
using System.Text.Json.Nodes;

namespace Surveys.Local.Demonstration;

/// <summary>Makes up interactions and what their citizens answer: always the same ones from the same seed.</summary>
internal sealed class SimulatedCitizens(int seed)
{
    /// <summary>Of those whose past is brought in, the share that answered.</summary>
    private const double AnsweredInThePast = 0.36;

    private static readonly string[] Regions = ["KZ-75", "KZ-71", "KZ-79", "KZ-19", "KZ-35", "KZ-61", "KZ-10", "KZ-63"];

#pragma warning disable CA5394 // Nothing here is secret, and it must come out the same each time.
    private readonly Random _random = new(seed);

    /// <summary>Whether something of this chance happens.</summary>
    public bool Happens(double chance) => _random.NextDouble() < chance;

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public int Number(int least, int most) => _random.Next(least, most + 1);
#pragma warning restore CA5394

    /// <summary>An interaction without a phone.</summary>
    /// <param name="service">Of which service.</param>
    /// <param name="id">Its id.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="progress">0 in the first month, 1 in the last.</param>
    public JsonObject Interaction(DemoService service, string id, DateTimeOffset at, double progress)
    {
        var aiShare = service.AiShare.First + ((service.AiShare.Last - service.AiShare.First) * progress);
        var assistance = Happens(aiShare)
            ? Happens(0.8)
                ? "ai"
                : "ai-handoff"
            : "human";
        var interaction = new JsonObject
        {
            ["serviceId"] = service.Id,
            ["interactionId"] = id,
            ["completedAt"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
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
            interaction["model"] = progress < 0.5 ? "assistant-2025.1" : "assistant-2026.1";
        }

        return interaction;
    }

    /// <summary>An interaction of the past, with its answers where its citizen gave any.</summary>
    public JsonObject Past(DemoService service, string id, DateTimeOffset at, double progress)
    {
        var interaction = Interaction(service, id, at, progress);
        if (Happens(AnsweredInThePast))
        {
            interaction["answers"] = Answers(service, interaction, Happens(0.7) ? 9 : 3);
            interaction["answeredAt"] = at.AddHours(1 + Number(0, 20))
                .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            interaction["responseChannel"] = service.TwoWay && Happens(0.55) ? "sms" : "web";
        }

        return interaction;
    }

    /// <summary>What the citizen of an interaction answers.</summary>
    /// <param name="service">The service.</param>
    /// <param name="interaction">The interaction.</param>
    /// <param name="most">After how many questions patience ends.</param>
    public JsonObject Answers(DemoService service, JsonObject interaction, int most)
    {
        var assistance = (string)interaction["assistance"]!;
        var language = (string)interaction["language"]!;
        var isAi = assistance is not "human";
        var solved = (string)interaction["outcome"]! is "resolved" && !Happens(isAi ? service.SilentFailure : 0.04);
        var share =
            (
                assistance switch
                {
                    "ai" => service.ByAi,
                    "ai-handoff" => service.ByHandoff,
                    _ => service.ByHuman,
                }
            )
            + (
                isAi
                    ? language switch
                    {
                        "kk" => service.Language.Kk,
                        "ru" => service.Language.Ru,
                        _ => service.Language.En,
                    }
                    : 0
            );

        // Whoever got what they came for is likelier to be satisfied; the mean stays about the share.
        var satisfied = Happens(Math.Clamp(share + (solved ? 0.07 : -0.28), 0.02, 0.98));
        var answers = new JsonObject
        {
            ["satisfaction"] = satisfied
                ? Happens(0.62)
                    ? 5
                    : 4
                : Happens(0.45)
                    ? 3
                    : Happens(0.55)
                        ? 2
                        : 1,
            ["resolved"] =
                solved ? "yes"
                : Happens(0.45) ? "partly"
                : "no",
            ["ease"] = satisfied ? Number(4, 5) : Number(1, 4),
        };
        if (most > 3)
        {
            if (isAi)
            {
                answers["understood"] = satisfied ? Number(4, 5) : Number(1, 4);
                answers["knewAi"] = Happens(0.74) ? "yes" : "no";
            }

            answers["human"] = assistance is "ai"
                ? Happens(0.5)
                    ? "not-needed"
                    : Happens(satisfied ? 0.7 : 0.3)
                        ? "yes"
                        : "no"
                : "yes";
            answers["contactAgain"] = Happens(solved ? 0.06 : 0.62) ? "yes" : "no";
            answers["aiUse"] = OneOf(["daily", "weekly", "weekly", "seldom", "never"]);
        }

        while (answers.Count > most)
        {
            answers.RemoveAt(answers.Count - 1);
        }

        if (most > 3 && Happens(satisfied ? 0.12 : 0.35))
        {
            answers["comment"] = OneOf(DemoMinistry.Comments(language, satisfied));
        }

        return answers;
    }
}
