using System.Collections.Immutable;
using System.Text.Json;
using Surveys.Http;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>
/// The figures of a score. To add one, declare it in <see cref="OfPeriod"/> or <see cref="OfChange"/>, add its label to the texts of the dashboards and its
/// section to docs/method.md, and describe it in docs/openapi.yaml; tests name what is missing.
/// </summary>
internal static class ScoreMeasures
{
    public static readonly Measure<ScoreSource, bool> Suppressed = new(
        "suppressed",
        ValueFormats.Flag,
        source => source.Cell.Satisfaction.IsHidden
    );

    /// <summary>Whether answers of hidden parts of the group are not in its figures.</summary>
    public static readonly Measure<ScoreSource, bool> LeftOut = new(
        "leftOut",
        ValueFormats.Flag,
        source => source.Cell.Satisfaction.LeftOut
    );

    public static readonly Measure<ScoreSource, long?> Interactions = CountOf(
        "interactions",
        Counters.Interactions,
        "FunnelInteractions",
        "Counts"
    );

    public static readonly Measure<ScoreSource, long?> Invited = CountOf(
        "invited",
        Counters.Invited,
        "FunnelInvited",
        "Invited"
    );

    public static readonly Measure<ScoreSource, long?> Undelivered = CountOf(
        "undelivered",
        Counters.Undelivered,
        "FunnelUndelivered",
        "Counts"
    );

    /// <summary>Withdrawn interactions; <c>&lt;10</c> where a settled month has corrections that are not applied.</summary>
    public static readonly Measure<ScoreSource, FewOrCount?> Withdrawn = new(
        "withdrawn",
        ValueFormats.FewOrCount,
        source =>
            source.Cell.Info is { HasCorrections: true } ? new FewOrCount(null)
            : source.Published is { } published ? new FewOrCount(published.Counts[Counters.Withdrawn])
            : null,
        "FunnelWithdrawn",
        "Withdrawn"
    );

    public static readonly Measure<ScoreSource, long?> Delivered = CountOf(
        "delivered",
        Counters.Delivered,
        "FunnelDelivered",
        "Counts"
    );

    public static readonly Measure<ScoreSource, long?> Responses = new(
        "responses",
        ValueFormats.Count,
        source => source.Published?.Counts.Responses,
        "ColumnAnswers",
        "Counts"
    )
    {
        Style = MeasureStyle.Count,
        IsFromAnswers = true,
    };

    public static readonly Measure<ScoreSource, double?> ResponseRate = new(
        "responseRate",
        ValueFormats.Number,
        source => source.Published is { } published ? ResponseRateOf(published.Counts) : null,
        "ColumnResponseRate",
        "Response rate"
    )
    {
        Style = MeasureStyle.Percentage,
        IsFromAnswers = true,
    };

    public static readonly Measure<ScoreSource, double?> AiShare = new(
        "aiShare",
        ValueFormats.Number,
        source => source.Frame is { } frame ? AiShareOf(frame) : null,
        "ColumnAiShare",
        "AI share"
    )
    {
        Style = MeasureStyle.Percentage,
    };

    public static readonly Measure<ScoreSource, Share?> Csat = new(
        "csat",
        ValueFormats.Share,
        source => source.Published is { } published ? Share.Of(Satisfaction.Csat(published.Counts)) : null,
        "ColumnCsat",
        Methods.Csat
    )
    {
        Method = Methods.Csat,
        Style = MeasureStyle.Share,
        IsFromAnswers = true,
    };

    public static readonly Measure<ScoreSource, Share?> CsatWeighted = new(
        "csatWeighted",
        ValueFormats.Share,
        source => Share.Of(source.Published?.Weighting?.ToProportion()),
        "ColumnCsatWeighted",
        Methods.CsatWeighted
    )
    {
        Method = Methods.CsatWeighted,
        Style = MeasureStyle.Share,
        IsFromAnswers = true,
    };

    public static readonly Measure<ScoreSource, double?> Mean = new(
        "mean",
        ValueFormats.Number,
        source => source.Distribution is { } distribution ? Satisfaction.Mean(distribution) : null,
        "ColumnMean",
        Methods.Mean
    )
    {
        Method = Methods.Mean,
        Style = MeasureStyle.Number,
        Decimals = 2,
        IsFromAnswers = true,
    };

    public static readonly Measure<ScoreSource, double?> Index = new(
        "index",
        ValueFormats.Number,
        source => source.Distribution is { } distribution ? Satisfaction.Index(distribution) : null,
        "ColumnIndex",
        Methods.Index
    )
    {
        Method = Methods.Index,
        Style = MeasureStyle.Number,
        IsFromAnswers = true,
    };

    public static readonly Measure<ScoreSource, IReadOnlyList<long>?> Distribution = new(
        "distribution",
        ValueFormats.Distribution(StandardQuestions.Satisfaction),
        source => source.Distribution,
        "DistributionTitle",
        "Counts"
    )
    {
        IsFromAnswers = true,
    };

    /// <summary>The figures of the other questions by the question's id; null for a question with fewer than 10 answers.</summary>
    public static readonly Measure<ScoreSource, IReadOnlyDictionary<string, QuestionFigures?>?> Questions = new(
        "questions",
        ValueFormat<IReadOnlyDictionary<string, QuestionFigures?>?>.Group([
            .. SuppressedFigures.Questions.Select(FiguresOf),
        ]),
        source => source.Published is null ? null : QuestionsOf(source.Cell),
        "QuestionsHeading",
        "Questions"
    )
    {
        IsFromAnswers = true,
    };

    /// <summary>How csat compares with the period before: up, down, none; null where the two can't be compared.</summary>
    public static readonly Measure<ScoreSource, string?> Change = new(
        "change",
        ValueFormats.Text,
        ChangeOf,
        "ColumnChange",
        Methods.Change
    )
    {
        Method = Methods.Change,
        Style = MeasureStyle.Change,
    };

    /// <summary>The version of a service's month; of a sum, the sum of its parts' versions.</summary>
    public static readonly Measure<ScoreSource, long?> Version = new(
        "version",
        ValueFormats.Count,
        source => source.Cell.Info?.Version
    );

    /// <summary>When the version was published.</summary>
    public static readonly Measure<ScoreSource, string?> AsOf = new(
        "asOf",
        ValueFormats.Text,
        source => source.Cell.Info is { } info ? Rfc3339.Format(info.AsOf) : null
    );

    /// <summary><c>provisional</c> or <c>settled</c>.</summary>
    public static readonly Measure<ScoreSource, string?> Status = new(
        "status",
        ValueFormats.Text,
        source => source.Cell.Info?.Status
    );

    /// <summary>How the answers came: <c>verified</c>, <c>shown</c> or <c>mixed</c>.</summary>
    public static readonly Measure<ScoreSource, string?> Provenance = new(
        "provenance",
        ValueFormats.Text,
        source => source.Cell.Info?.Provenance
    );

    /// <summary>How many of the responses were imported.</summary>
    public static readonly Measure<ScoreSource, long?> Imported = new(
        "imported",
        ValueFormats.Count,
        source => source.Published?.Counts[Counters.Imported]
    );

    public static readonly Measure<ScoreSource, Unreachable?> Unreachable = new(
        "unreachable",
        ValueFormats.Unreachable,
        BallotMeasures.UnreachableOf
    );

    public static readonly Measure<ScoreSource, ShownBallots?> Shown = new(
        "shown",
        ValueFormats.ShownBallots,
        BallotMeasures.ShownOf
    );

    public static readonly Measure<ScoreSource, IReadOnlyDictionary<string, long>?> Withheld = new(
        "withheld",
        ValueFormats.Counts,
        BallotMeasures.WithheldOf
    );

    /// <summary>The figures of the period itself.</summary>
    public static readonly ImmutableArray<Measure<ScoreSource>> OfPeriod =
    [
        Version,
        AsOf,
        Status,
        Provenance,
        Suppressed,
        LeftOut,
        Interactions,
        Invited,
        Undelivered,
        Withdrawn,
        Delivered,
        Withheld,
        Unreachable,
        Responses,
        Imported,
        Shown,
        ResponseRate,
        AiShare,
        Csat,
        CsatWeighted,
        Mean,
        Index,
        Distribution,
        Questions,
    ];

    /// <summary>The figures that compare the period with the one before.</summary>
    public static readonly ImmutableArray<Measure<ScoreSource>> OfChange = [Change];

    /// <summary>All figures, in the order of the API and of the tables.</summary>
    public static readonly ImmutableArray<Measure<ScoreSource>> All = ListOf(OfPeriod, OfChange);

    /// <summary>A list of figures with the ids of their methods between those of the period and those that compare.</summary>
    public static ImmutableArray<Measure<ScoreSource>> ListOf(
        ImmutableArray<Measure<ScoreSource>> ofPeriod,
        ImmutableArray<Measure<ScoreSource>> ofChange
    ) => [.. ofPeriod, MethodsOf(ofPeriod, ofChange), .. ofChange];

    /// <summary>
    /// Responses as a share of the invitations that reached somebody; null where there are none. Imports that do not state what became of the
    /// text message enter neither side.
    /// </summary>
    private static double? ResponseRateOf(Counts counts)
    {
        var reached = counts[Counters.Invited] - counts[Counters.Undelivered];
        return reached > 0 ? (double)(counts.Responses - counts[Counters.ImportedUnrated]) / reached : null;
    }

    /// <summary>The share of interactions in which AI took part; null without interactions.</summary>
    public static double? AiShareOf(Counts counts) =>
        counts.Interactions > 0 ? (double)counts[Counters.ByAi] / counts.Interactions : null;

    private static Measure<ScoreSource, long?> CountOf(string id, string counter, string label, string section) =>
        new(
            id,
            ValueFormats.Count,
            source => counter is Counters.Interactions ? source.Frame?[counter] : source.Published?.Counts[counter],
            label,
            section
        )
        {
            Style = MeasureStyle.Count,
            IsFromAnswers = counter is not Counters.Interactions,
        };

    private static Measure<IReadOnlyDictionary<string, QuestionFigures?>?> FiguresOf(Question question) =>
        new Measure<IReadOnlyDictionary<string, QuestionFigures?>?, QuestionFigures?>(
            question.Id,
            ValueFormats.Question(question),
            figures => figures?.GetValueOrDefault(question.Id)
        );

    private static Dictionary<string, QuestionFigures?> QuestionsOf(SuppressedFigures cell)
    {
        var figures = new Dictionary<string, QuestionFigures?>(StringComparer.Ordinal);
        foreach (var question in SuppressedFigures.Questions)
        {
            var counts = cell.Question(question).Published?.Counts;
            figures[question.Id] =
                counts is not null && SmallGroupSuppression.HasEnoughAnswers(counts, question)
                    ? new QuestionFigures(question, counts.Distribution(question))
                    : null;
        }

        return figures;
    }

    private static string? ChangeOf(ScoreSource source) =>
        source.Published is { } now
        && source.Before?.Satisfaction.Published is { } before
        && Comparisons.ChangeOf(before.Counts, now.Counts) is { } change
            ? JsonNamingPolicy.CamelCase.ConvertName(change.ToString())
            : null;

    /// <summary>The fact <c>methods</c>: the method's id of each figure that has one, and that of the suppression.</summary>
    private static Measure<ScoreSource, IReadOnlyDictionary<string, string>> MethodsOf(
        ImmutableArray<Measure<ScoreSource>> ofPeriod,
        ImmutableArray<Measure<ScoreSource>> ofChange
    )
    {
        var methods = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var measure in ofPeriod.OrderBy(measure => measure.Id, StringComparer.Ordinal).Concat(ofChange))
        {
            if (measure.Method is { } method)
            {
                methods[measure.Id] = method;
            }
        }

        methods["suppression"] = Methods.SmallGroups;
        var format = new ValueFormat<IReadOnlyDictionary<string, string>>(
            MeasureJson.Default.IReadOnlyDictionaryStringString,
            [
                .. methods.Select(pair =>
                    ($".{pair.Key}", (Func<IReadOnlyDictionary<string, string>, object?>)(_ => pair.Value))
                ),
            ]
        );
        return new("methods", format, _ => methods);
    }
}
