using Surveys.Publication;
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

    /// <summary>The weighted share of strata, merged as a month's are.</summary>
    public static Proportion? Weighted(IReadOnlyDictionary<Stratum, Counts> strata) =>
        WeightedSum
            .Of([
                .. WeightingStrata
                    .Merge(
                        [
                            .. strata
                                .OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
                                .Select(pair => new WeightingStratum(
                                    pair.Key,
                                    [],
                                    pair.Value.Interactions,
                                    pair.Value.Responses,
                                    Satisfaction.Satisfied(pair.Value)
                                )),
                        ],
                        SmallGroupSuppression.MinAnswers
                    )
                    .Select(stratum => (stratum.Interactions, stratum.Answers, stratum.Satisfied)),
            ])
            ?.ToProportion();

    /// <summary>So many satisfied (5) among so many answers (the others 1).</summary>
    public static Counts Of(long satisfied, long answers, long interactions = 0) =>
        Of(answers - satisfied, 0, 0, 0, satisfied, interactions);
}
