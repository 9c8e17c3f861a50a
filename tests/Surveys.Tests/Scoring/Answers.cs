using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

/// <summary>Makes counts of answers for tests.</summary>
internal static class Answers
{
    public static readonly Stratum Plain = new("ai", "web", "kk");

    /// <summary>Answers of 1 to 5, as many interactions or more.</summary>
    public static Counts Of(long one, long two, long three, long four, long five, long interactions = 0)
    {
        var counts = new Counts();
        long[] distribution = [one, two, three, four, five];
        for (var i = 0; i < 5; i++)
        {
            counts.Add(Counters.Answer("satisfaction", StandardQuestions.Satisfaction.Choices[i]), distribution[i]);
        }

        counts.Add(Counters.Interactions, Math.Max(interactions, distribution.Sum()));
        counts.Add(Counters.Invited, Math.Max(interactions, distribution.Sum()));
        return counts;
    }

    /// <summary>So many satisfied (5) among so many answers (the others 1).</summary>
    public static Counts Of(long satisfied, long answers, long interactions = 0) =>
        Of(answers - satisfied, 0, 0, 0, satisfied, interactions);
}
