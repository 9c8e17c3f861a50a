using System.Collections.Immutable;
using Surveys.Scoring;

namespace Surveys.Aggregates;

/// <summary>Scores as rows of a CSV table. A column has the name of the figure's JSON path, with dots.</summary>
/// <param name="by">The dimension by which the scores are broken down; null for none.</param>
/// <param name="measures">The figures.</param>
internal sealed class ScoreTable(Dimension? by, ImmutableArray<Measure<ScoreSource>> measures)
{
    private readonly (string Name, Func<Score, object?> CellOf)[] _keys =
    [
        ("serviceId", score => score.ServiceId),
        ("agency", score => score.Agency),
        ("period", score => score.Period),
        .. by is null ? [] : new (string, Func<Score, object?>)[] { ($"by.{by.Name}", score => score.By?.Value) },
    ];

    /// <summary>A table of all figures.</summary>
    public ScoreTable(Dimension? by)
        : this(by, ScoreMeasures.All) { }

    /// <summary>The names of the columns.</summary>
    public IEnumerable<string> Header =>
        [
            .. _keys.Select(key => key.Name),
            .. measures.SelectMany(measure => measure.Columns).Select(column => column.Name),
        ];

    /// <summary>The cells of one score, in the order of the header.</summary>
    public IEnumerable<object?> CellsOf(Score score) =>
        _keys.Select(key => key.CellOf(score)).Concat(score.Values.Cells());
}
