using Surveys.Aggregates;
using Surveys.Scoring;

namespace Surveys.Pages.Dashboards.Charts;

/// <summary>A point of a line chart.</summary>
/// <param name="Label">The label on the horizontal axis.</param>
/// <param name="Share">The value with its interval; null if there is none.</param>
/// <param name="IsHidden">There is a value, but it is suppressed.</param>
/// <param name="Target">The target, 0 to 1; null if there is none.</param>
internal sealed record LinePoint(string Label, Share? Share, bool IsHidden, double? Target = null);

/// <summary>A row of a bar chart or an interval chart.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">The figure as text.</param>
/// <param name="Share">The figure to draw; null draws nothing.</param>
internal sealed record ChartRow(string Label, string Value, Share? Share);

/// <summary>A service in the scatter chart of satisfaction and net saving.</summary>
/// <param name="Label">The number of the service in the table below the chart; empty to draw no label.</param>
/// <param name="Name">The name of the service.</param>
/// <param name="Csat">The satisfaction.</param>
/// <param name="Net">The net saving in the service's currency.</param>
/// <param name="Target">The satisfaction target, 0 to 1.</param>
/// <param name="Verdict">The verdict, which decides colour and shape.</param>
/// <param name="VerdictName">The name of the verdict.</param>
internal sealed record ValuePoint(
    string Label,
    string Name,
    Share Csat,
    decimal Net,
    double Target,
    Verdict Verdict,
    string VerdictName
);
