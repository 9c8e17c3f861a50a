using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>Interactions that no text message can reach, and how far they could move the weighted score.</summary>
/// <param name="Count">Number of interactions.</param>
/// <param name="Share">Their share of all interactions, 0 to 1.</param>
/// <param name="Low">The lower bound of the weighted score had all of them been unsatisfied; null without a weighted score.</param>
/// <param name="High">The upper bound of the weighted score had all of them been satisfied; null without a weighted score.</param>
internal sealed record Unreachable(long Count, double Share, double? Low, double? High);

/// <summary>The ballots of links that the service showed, beside the verified ones.</summary>
/// <param name="Csat">Satisfied shown ballots, rounded to 0.05.</param>
/// <param name="N">Number of shown ballots.</param>
/// <param name="Share">Their share of all ballots, 0 to 1.</param>
/// <param name="Difference">Their csat less that of the verified ballots, rounded to 0.05; null without verified ballots.</param>
internal sealed record ShownBallots(double Csat, long N, double Share, double? Difference);

/// <summary>A count of which only that it is below 10 may be known.</summary>
/// <param name="Value">The count; null: 1 to 9 come in addition to what is published.</param>
[JsonConverter(typeof(FewOrCountConverter))]
internal readonly record struct FewOrCount(long? Value)
{
    public const string Few = "<10";

    public override string ToString() => Value?.ToString(CultureInfo.InvariantCulture) ?? Few;
}

/// <summary>Writes a number, or the text <c>&lt;10</c>.</summary>
internal sealed class FewOrCountConverter : JsonConverter<FewOrCount>
{
    public override FewOrCount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Figures are only written.");

    public override void Write(Utf8JsonWriter writer, FewOrCount value, JsonSerializerOptions options)
    {
        if (value.Value is { } count)
        {
            writer.WriteNumberValue(count);
        }
        else
        {
            writer.WriteStringValue(FewOrCount.Few);
        }
    }
}

/// <summary>How the figures on ballots are computed from published counters.</summary>
internal static class BallotMeasures
{
    /// <summary>Shown ballots are published in steps of this.</summary>
    private const double Step = 0.05;

    /// <summary>The interactions that no text message can reach; null where the cell is hidden.</summary>
    public static Unreachable? UnreachableOf(ScoreSource source)
    {
        if (source.Published is not { Counts: { Interactions: > 0 } counts })
        {
            return null;
        }

        var count = counts.Interactions - counts[Counters.Reachable];
        var share = (double)count / counts.Interactions;
        var weighted = source.Published.Weighting?.ToProportion();
        return new Unreachable(count, share, weighted?.Low * (1 - share), (weighted?.High * (1 - share)) + share);
    }

    /// <summary>The shown ballots of a settled month with 30 or more of them; null for anything else.</summary>
    public static ShownBallots? ShownOf(ScoreSource source)
    {
        if (source.Published is not { } published || source.Cell.Info is not { IsSettled: true })
        {
            return null;
        }

        long Shown(string counter) => published.Counts[Counters.For(isShown: true, counter)];
        var names = StandardQuestions.Satisfaction.CounterNames;
        var n = names.Sum(Shown);
        if (n < Counters.MinShownBallots)
        {
            return null;
        }

        var csat = (double)(Shown(names[3]) + Shown(names[4])) / n;
        var verified = Satisfaction.Csat(published.Counts)?.Value;
        return new ShownBallots(Round(csat), n, (double)n / (n + published.Counts.Responses), Round(csat - verified));
    }

    /// <summary>Withheld text messages by reason, of those with 10 or more; null where there is none or the cell is hidden.</summary>
    public static IReadOnlyDictionary<string, long>? WithheldOf(ScoreSource source)
    {
        var withheld = (source.Published?.Counts ?? [])
            .Select(pair => (Reason: Counters.WithheldReason(pair.Key), pair.Value))
            .Where(pair => pair.Reason is not null)
            .OrderBy(pair => pair.Reason, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Reason!, pair => pair.Value);
        return withheld.Count > 0 && source.Cell.Info is { IsSettled: true } ? withheld : null;
    }

    private static double Round(double share) => Math.Round(Math.Round(share / Step) * Step, 2);

    private static double? Round(double? share) => share is { } known ? Round(known) : null;
}
