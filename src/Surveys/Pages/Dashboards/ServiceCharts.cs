using Surveys.Aggregates;
using Surveys.Ledger;
using Surveys.Pages.Dashboards.Charts;
using Surveys.Scoring;

namespace Surveys.Pages.Dashboards;

/// <summary>The charts of a service's dashboard, each with its table.</summary>
internal sealed class ServiceCharts(ServiceView view)
{
    private DashboardTexts T => view.Page.Texts;

    private Score Total => view.Total;

    private QuestionnaireTexts Wording => view.Page.Language.Questionnaire;

    /// <summary>Satisfaction by month, with the target.</summary>
    public Figure Trend()
    {
        var points = view
            .Months.Select(each => new LinePoint(
                T.ShortMonth(each.Month.First),
                each.Score.Csat,
                each.Score.Suppressed,
                (double)view.Service.TargetOn(each.Month.Last)
            ))
            .ToList();
        var table = FigureTable.Of(
            T.TrendTitle,
            view.Months,
            (T.ColumnMonth, each => T.Month(each.Month.First)),
            (T.ColumnCsat, each => T.Csat(each.Score)),
            (T.ColumnAnswers, each => T.Answers(each.Score)),
            (T.ColumnChange, each => T.Change(each.Score)),
            (T.ColumnTarget, each => T.Percent((double)view.Service.TargetOn(each.Month.Last), 1))
        );
        return new Figure(LineChart.Draw(T, "trend", T.TrendTitle, view.Headline, points), T.TrendText, table);
    }

    /// <summary>The distribution of the satisfaction answers.</summary>
    public Figure Distribution() =>
        OfQuestion(
            StandardQuestions.Satisfaction,
            Total.Distribution is null ? null : new QuestionFigures(StandardQuestions.Satisfaction, Total.Distribution),
            T.DistributionTitle
        );

    /// <summary>The distributions of the answers to the other questions.</summary>
    public IEnumerable<Figure> Questions() =>
        SuppressedFigures.Questions.Select(question =>
            OfQuestion(question, Total.Questions?.GetValueOrDefault(question.Id), Wording.Prompt(question))
        );

    /// <summary>Satisfaction by the values of each dimension that the page shows.</summary>
    public IEnumerable<Figure> Breakdowns() => view.BreakdownDimensions.Select(Breakdown);

    /// <summary>The steps from interactions to answers.</summary>
    public Figure Funnel()
    {
        var all = Math.Max(1, Total.Interactions ?? 0);
        (string Name, long? Count)[] steps =
        [
            (T.FunnelInteractions, Total.Interactions),
            (T.FunnelInvited, Total.Invited),
            (T.FunnelReached, Total.Invited - Total.Undelivered),
            (T.FunnelAnswered, Total.Responses),
        ];
        var rows = steps
            .Select(step => new ChartRow(
                step.Name,
                step.Count is { } count ? $"{T.Whole(count)} ({T.Percent((double)count / all)})" : T.Hidden,
                step.Count is { } known ? Point((double)known / all) : null
            ))
            .ToList();
        var table = FigureTable.Of<(string Name, string Count)>(
            T.FunnelTitle,
            [
                .. rows.Select(row => (row.Label, row.Value)),
                (T.FunnelDelivered, T.Whole(Total.Delivered ?? 0)),
                (T.FunnelUndelivered, T.Whole(Total.Undelivered ?? 0)),
                (T.FunnelWithdrawn, Total.Withdrawn?.ToString() ?? T.Hidden),
                (T.ColumnResponseRate, T.ResponseRate(Total)),
            ],
            (T.ColumnStep, step => step.Name),
            (T.ColumnCount, step => step.Count)
        );
        var rate = Total.ResponseRate is { } share ? DashboardTexts.Fill(T.FunnelText, T.Percent(share)) : "";
        return new Figure(
            RowCharts.DrawBars("funnel", T.FunnelTitle, rate, rows),
            WithLeftOut(rate, Total.LeftOut),
            table
        );
    }

    /// <summary>The response rate of each group, and the effect of weighting.</summary>
    public Figure ResponseByGroup()
    {
        var groups = (
            from dimension in (Dimension[])[Dimensions.Assistance, Dimensions.Channel, Dimensions.Language]
            from each in view.ScoresBy(dimension)
            select (Dimension: dimension, Name: T.ValueName(dimension, each.Value), each.Score)
        ).ToList();
        var rows = groups
            .Select(group => new ChartRow(
                group.Name,
                T.ResponseRate(group.Score),
                group.Score.ResponseRate is { } rate ? Point(rate) : null
            ))
            .ToList();
        var table = FigureTable.Of(
            T.HeardTitle,
            groups,
            (T.ColumnGroup, group => $"{T.DimensionName(group.Dimension)}: {group.Name}"),
            (T.ColumnShareOfAll, group => ShareOf(group.Score.Interactions, Total.Interactions)),
            (
                T.ColumnShareOfAnswers,
                group =>
                    group.Score.LeftOut
                        ? T.Hidden
                        : T.OrHidden(group.Score, ShareOf(group.Score.Responses, Total.Responses))
            ),
            (T.ColumnResponseRate, group => T.ResponseRate(group.Score))
        );
        return new Figure(
            RowCharts.DrawBars("heard", T.HeardTitle, T.HeardDescription, rows),
            WithLeftOut(WeightingText(), groups.Exists(group => group.Score.LeftOut)),
            table
        );
    }

    private string WeightingText() =>
        Total is { Csat: { } plain, CsatWeighted: { } weighted }
            ? DashboardTexts.Fill(
                T.Form(T.HeardText, (decimal)plain.N, 0),
                T.WithInterval(plain),
                T.WithInterval(weighted),
                T.Number((decimal)weighted.N, 0),
                T.Number((decimal)plain.N, 0)
            )
            : "";

    private Figure Breakdown(Dimension dimension)
    {
        var scores = view.ScoresBy(dimension);
        var rows = scores
            .Select(each => new ChartRow(T.ValueName(dimension, each.Value), T.Csat(each.Score), each.Score.Csat))
            .ToList();
        var title = DashboardTexts.Fill(T.BreakdownTitle, T.DimensionName(dimension));
        var table = FigureTable.Of(
            title,
            scores,
            (T.DimensionName(dimension), each => T.ValueName(dimension, each.Value)),
            (T.FunnelInteractions, each => each.Score.Interactions is { } all ? T.Whole(all) : T.Hidden),
            (T.ColumnAnswers, each => T.Answers(each.Score)),
            (T.ColumnResponseRate, each => T.ResponseRate(each.Score)),
            (T.ColumnCsat, each => T.Csat(each.Score))
        );
        if (rows.Count is 0)
        {
            return new Figure("", T.NothingHere, table);
        }

        var id = "by-" + dimension.Name;
        var svg = RowCharts.DrawIntervals(T, id, title, T.BreakdownDescription, rows, (double)view.Value.Target);
        var note = scores.Any(each => each.Score.Suppressed) ? T.HiddenReason : "";
        return new Figure(svg, WithLeftOut(note, scores.Any(each => each.Score.LeftOut)), table);
    }

    private Figure OfQuestion(Question question, QuestionFigures? answers, string title)
    {
        if (answers is null)
        {
            return new Figure(
                "",
                Total.Suppressed || Total.Responses > 0 ? T.HiddenReason : T.NothingHere,
                AnswersTable(title, [])
            );
        }

        var rows = question
            .Choices.Zip(answers.Distribution)
            .Select(pair => ChoiceRow(question, pair.First, pair.Second, answers.N))
            .ToList();
        var summary =
            T.Counted(T.AnswersCounted, answers.N)
            + (answers.Mean is { } mean ? "; " + DashboardTexts.Fill(T.MeanText, T.Number((decimal)mean, 2)) : "");
        return new Figure(
            RowCharts.DrawBars("q-" + question.Id, title, summary, rows),
            summary,
            AnswersTable(title, rows)
        );
    }

    private ChartRow ChoiceRow(Question question, string choice, long count, long all)
    {
        var share = all > 0 ? (double)count / all : 0;
        var text = Wording.Choice(question, choice);
        return new ChartRow(
            question.Kind is QuestionKind.Scale ? $"{choice} \u2013 {text}" : text,
            $"{T.Whole(count)} ({T.Percent(share)})",
            Point(share)
        );
    }

    private FigureTable AnswersTable(string title, IEnumerable<ChartRow> rows) =>
        FigureTable.Of(title, rows, (T.ColumnAnswer, row => row.Label), (T.ColumnCount, row => row.Value));

    /// <summary>A sentence, followed by a note if answers of suppressed cells are missing from a sum.</summary>
    private string WithLeftOut(string sentence, bool leftOut) => leftOut ? $"{sentence} {T.LeftOut}".Trim() : sentence;

    private string ShareOf(long? part, long? whole) =>
        part is { } some && whole is > 0 ? T.Percent((double)some / whole.Value, 1) : T.None;

    /// <summary>A share without an interval.</summary>
    private static Share Point(double share) => new(share, share, share, 0);
}
