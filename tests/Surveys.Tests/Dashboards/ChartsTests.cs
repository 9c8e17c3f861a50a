using System.Globalization;
using System.Xml.Linq;
using Surveys.Aggregates;
using Surveys.Pages.Dashboards.Charts;
using Surveys.Scoring;

namespace Surveys.Tests.Dashboards;

/// <summary>Drawings say what the figures say: places on the page follow from shares, and a figure that is hidden has none.</summary>
public sealed class ChartsTests
{
    private static readonly DashboardTexts Texts = LanguageCatalog.Shipped["en"].Dashboards;

    [Fact]
    public void A_curve_has_a_dot_for_each_known_month_and_a_band_around_it()
    {
        var svg = Parse(
            LineChart.Draw(
                Texts,
                "c",
                "Title <",
                "Description &",
                [
                    new("Jan", new Share(0.8, 0.7, 0.9, 50), false, 0.75),
                    new("Feb", null, true, 0.75),
                    new("Mar", new Share(0.9, 0.85, 0.95, 50), false, 0.75),
                    new("Apr", null, false, 0.75),
                ]
            )
        );

        var dots = Of(svg, "circle", "dot");
        Assert.Equal(2, dots.Count);
        Assert.True(Number(dots[0], "cy") > Number(dots[1], "cy"), "More is not higher.");
        var whisker = Of(svg, "line", "whisker")[0];
        Assert.True(
            Number(whisker, "y1") > Number(dots[0], "cy") && Number(dots[0], "cy") > Number(whisker, "y2"),
            "The dot is outside of its interval."
        );
        Assert.Single(Of(svg, "text", "axis middle"), text => text.Value is "\u00d7");
        Assert.Equal(
            ("Title <", "Description &"),
            (svg.Elements().First().Value, svg.Elements().Skip(1).First().Value)
        );
        Assert.Equal("c-title c-desc", svg.Attribute("aria-labelledby")!.Value);
    }

    [Fact]
    public void The_plane_draws_each_verdict_in_a_shape_of_its_own_and_its_interval_as_a_bar()
    {
        var verdicts = Enum.GetValues<Verdict>();
        var svg = Parse(
            ScatterChart.Draw(
                Texts,
                "p",
                "T",
                "D",
                [
                    .. verdicts.Select(
                        (verdict, place) =>
                            new ValuePoint(
                                $"{place + 1}",
                                $"Service <{place}>",
                                new Share(0.5 + (place * 0.1), 0.4 + (place * 0.1), 0.55 + (place * 0.1), 80),
                                (place - 2) * 1_000_000m,
                                0.8,
                                verdict,
                                "V"
                            )
                    ),
                ],
                "KZT"
            )
        );

        var groups = svg.Elements().Where(element => element.Name.LocalName is "g").ToList();
        Assert.Equal(verdicts.Length, groups.Count);
        var paths = groups
            .Select(group =>
                group
                    .Elements()
                    .Single(element => element.Name.LocalName is "path")
                    .Attribute("d")!
                    .Value.Split('a', 'h', 'l')[1..]
            )
            .Select(parts => string.Join('|', parts))
            .ToList();
        Assert.Equal(verdicts.Length, paths.Distinct().Count());
        var bars = groups.Select(group => Of(group, "line", "bar").Single()).ToList();
        Assert.All(bars, bar => Assert.True(Number(bar, "x1") < Number(bar, "x2")));
        Assert.Equal(bars.Select(bar => Number(bar, "x1")).Order(), bars.Select(bar => Number(bar, "x1")));
        Assert.Equal(bars.Select(bar => Number(bar, "y1")).OrderDescending(), bars.Select(bar => Number(bar, "y1")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(36)]
    public void Any_number_of_points_stays_within_the_drawing(int count)
    {
        var random = new Random(count);
        Share? Any()
        {
            var value = random.NextDouble();
            return random.Next(4) is 0
                ? null
                : new Share(value, value * random.NextDouble(), value + ((1 - value) * random.NextDouble()), 12);
        }

        string[] all =
        [
            LineChart.Draw(
                Texts,
                "a",
                "T",
                "D",
                [
                    .. Enumerable
                        .Range(0, count)
                        .Select(_ => new LinePoint("Jan", Any(), random.Next(2) is 0, random.NextDouble())),
                ]
            ),
            RowCharts.DrawIntervals(
                Texts,
                "b",
                "T",
                "D",
                [.. Enumerable.Range(0, count).Select(_ => new ChartRow("Row", "Value", Any()))],
                random.NextDouble()
            ),
            RowCharts.DrawBars(
                "c",
                "T",
                "D",
                [.. Enumerable.Range(0, count).Select(_ => new ChartRow("Row", "Value", Any()))]
            ),
            ScatterChart.Draw(
                Texts,
                "d",
                "T",
                "D",
                [
                    .. Enumerable
                        .Range(0, count)
                        .Select(place => new ValuePoint(
                            "1",
                            "S",
                            Any() ?? new Share(0, 0, 1, 1),
                            (decimal)(random.NextDouble() - 0.5) * 1_000_000_000,
                            random.NextDouble(),
                            (Verdict)(place % 5),
                            "V"
                        )),
                ],
                "KZT"
            ),
        ];
        foreach (var svg in all.Select(Parse))
        {
            var box = svg.Attribute("viewBox")!
                .Value.Split(' ')
                .Select(part => double.Parse(part, CultureInfo.InvariantCulture))
                .ToArray();
            Assert.All(
                svg.Descendants()
                    .SelectMany(element => element.Attributes())
                    .Where(attribute =>
                        attribute.Name.LocalName is "x" or "x1" or "x2" or "cx" or "y" or "y1" or "y2" or "cy"
                    ),
                attribute =>
                    Assert.InRange(
                        double.Parse(attribute.Value, CultureInfo.InvariantCulture),
                        -0.1,
                        (attribute.Name.LocalName.Contains('x', StringComparison.Ordinal) ? box[2] : box[3]) + 0.1
                    )
            );
        }
    }

    private static XElement Parse(string svg) => XElement.Parse(svg);

    private static List<XElement> Of(XElement svg, string name, string kind) =>
        [
            .. svg.Elements()
                .Where(element => element.Name.LocalName == name && element.Attribute("class")?.Value == kind),
        ];

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
