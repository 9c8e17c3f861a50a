using System.Text.Json;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Ledger;
using Surveys.Pages.Dashboards;
using Surveys.Publication;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.Tests.Scoring;
using YamlDotNet.RepresentationModel;

namespace Surveys.Tests.Aggregates;

/// <summary>Every measure and every dimension is complete, and a new one is one declaration.</summary>
public sealed class MeasureTests
{
    private static readonly Period March = Period.Containing(Interval.Month, new DateOnly(2026, 3, 1));

    /// <summary>
    /// The id, label, section and schema of every measure. Facts such as <c>currency</c> have no label and no section.
    /// </summary>
    private static IEnumerable<(string Schema, string Id, string? Label, string? Section)> Declared =>
        [
            .. ScoreMeasures.All.Select(each => ("Score", each.Id, each.LabelKey, each.Section)),
            .. ValueMeasures.All.Select(each => ("Value", each.Id, each.LabelKey, each.Section)),
            .. MoneyMeasures.All.Select(each => ("Value/savings", each.Id, each.LabelKey, each.Section)),
        ];

    [Fact]
    public void Every_measure_has_its_section_in_the_method_page() =>
        Assert.All(
            Declared.Where(each => each.Section is not null),
            each => Assert.Contains(each.Section, MethodPage.Headings())
        );

    [Fact]
    public void Every_measure_has_its_label_in_every_language_of_the_dashboards() =>
        Assert.All(
            from language in LanguageCatalog.Shipped.WithDashboards
            from each in Declared
            where each.Label is not null
            select (Texts: language.Dashboards, each.Label),
            each => Assert.True(each.Texts.Find(each.Label) is not null, each.Label)
        );

    [Fact]
    public void Every_measure_is_in_the_contract()
    {
        using var reader = File.OpenText(Path.Combine(GoldenFile.Root(), "docs", "openapi.yaml"));
        var contract = new YamlStream();
        contract.Load(reader);
        Assert.All(
            Declared,
            each =>
            {
                var schema = contract.Documents[0].RootNode["components"]["schemas"];
                foreach (var part in each.Schema.Split('/'))
                {
                    schema = part == each.Schema.Split('/')[0] ? schema[part] : schema["properties"][part];
                }

                Assert.True(
                    ((YamlMappingNode)schema["properties"]).Children.ContainsKey(each.Id),
                    $"docs/openapi.yaml lacks {each.Schema}.{each.Id}."
                );
            }
        );
    }

    [Fact]
    public void A_measure_has_one_id_and_its_columns_their_own_names()
    {
        Assert.Distinct(Declared.Select(each => (each.Schema, each.Id)));
        Assert.Distinct(new ScoreTable(Dimensions.Language).Header);
        Assert.Distinct(ValueTable.Header);
    }

    [Fact]
    public void A_new_measure_is_one_declaration()
    {
        var dissatisfied = new Measure<ScoreSource, double?>(
            "dissatisfied",
            ValueFormats.Number,
            source => source.Distribution is { } answers ? (double)(answers[0] + answers[1]) / answers.Sum() : null,
            "ColumnCsat",
            "Counts"
        )
        {
            Style = MeasureStyle.Percentage,
            Method = "trial.v1",
        };
        var measures = ScoreMeasures.ListOf(ScoreMeasures.OfPeriod.Add(dissatisfied), ScoreMeasures.OfChange);
        var answers = Answers.Of(10, 10, 5, 5, 10);
        var month = SuppressedFigures.Of(new PublishedCell { Interactions = 40, Counts = answers }, Info);

        var score = Score.Of(month, null, March, null, measures);
        var table = new ScoreTable(null, measures);
        var json = JsonSerializer.SerializeToNode(score, AggregateJson.Default.Score)!;
        var cells = table.Header.Zip(table.CellsOf(score)).ToDictionary(pair => pair.First, pair => pair.Second);

        Assert.Equal(0.5, json["dissatisfied"]!.GetValue<double>());
        Assert.Equal("trial.v1", json["methods"]!["dissatisfied"]!.GetValue<string>());
        Assert.Equal(0.5, cells["dissatisfied"]);
        Assert.Equal("trial.v1", cells["methods.dissatisfied"]);
        Assert.Equal("50%", LanguageCatalog.Shipped["en"].Dashboards.FigureOf(score, dissatisfied));
        Assert.NotNull(MeasureSchema.Of(measures)["properties"]!["dissatisfied"]);
    }

    private static readonly PublicationInfo Info = new(1, default, "settled", "verified", HasCorrections: false);

    [Fact]
    public void A_new_dimension_is_one_declaration()
    {
        var weekday = new Dimension<Interaction>("weekday", row => row.Report.CompletedAt.DayOfWeek.ToString());
        var tally = new Tally();
        for (var i = 0; i < 20; i++)
        {
            var row = Surveys.Tests.Ledger.Interactions.Row("licence", i);
            tally.Of(weekday, weekday.ValueOf(row)).Add(Answers.Of(1, 1));
        }

        var stored = TallyFormat.Decode(tally.Encode(), weekday).By(weekday).Single();
        var month = new PublishedMonth(
            "licence",
            1,
            default,
            PublicationStatus.Settled,
            Provenance.Verified,
            new PublishedCell { Interactions = 20 },
            HasCorrections: false
        );
        var cell = new PublishedCell { Interactions = 20, Counts = stored.Value.Counts };
        var figures = new ServiceFigures(
            new Dictionary<string, PublishedMonth> { ["2026-03"] = month },
            new Dictionary<(string, string), PublishedBreakdown>
            {
                [("2026-03", "weekday")] = new(
                    new Dictionary<string, PublishedCell> { [stored.Key] = cell },
                    null,
                    March.First
                ),
            }
        );
        var score = ScoreRow.Of(figures, Window.Read("2026-03", "2026-03", Interval.Month, Refuse)!, weekday).Single();

        Assert.Equal(20, score.ToScore().Responses);
        Assert.StartsWith(
            "serviceId,agency,period,by.weekday,",
            string.Join(',', new ScoreTable(weekday).Header),
            StringComparison.Ordinal
        );
        static void Refuse(string name, string message) => Assert.Fail($"{name}: {message}");
    }
}
