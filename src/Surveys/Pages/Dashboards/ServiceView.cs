using Surveys.Aggregates;
using Surveys.Questionnaires;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>What the owner's dashboard shows: everything of it from the figures that may be published, in words and drawings.</summary>
public sealed class ServiceView
{
    private static readonly Dimension[] DefaultDimensions =
    [
        Dimension.Assistance,
        Dimension.Language,
        Dimension.Channel,
        Dimension.Outcome,
    ];

    private readonly ServiceFigures figures;
    private readonly IReadOnlyList<Saving> savings;

    internal ServiceView(
        DashboardContext page,
        Service service,
        FigurePeriod period,
        Dimension? by,
        ServiceFigures figures,
        IReadOnlyList<Saving> savings
    )
    {
        (Page, Service, Period, By, this.figures, this.savings) = (page, service, period, by, figures, savings);
        Months =
        [
            .. period.Window.Periods.Select(month =>
                Score.Of(figures.Of(month), figures.Of(month.Previous()), month, null)
            ),
        ];
        Total = Score.Of(figures.Of(period.Total), null, period.Total, null);
        Value = ValueForMoney.Of(service, period.Total, figures, savings);
    }

    /// <summary>Who reads, and where.</summary>
    public DashboardContext Page { get; }

    /// <summary>The service.</summary>
    public Service Service { get; }

    /// <summary>The months shown.</summary>
    public FigurePeriod Period { get; }

    /// <summary>By what the figures are broken down besides the usual; null where nothing was chosen.</summary>
    public Dimension? By { get; }

    /// <summary>The months of the period, each compared with the one before.</summary>
    internal IReadOnlyList<Score> Months { get; }

    /// <summary>The whole period.</summary>
    internal Score Total { get; }

    /// <summary>Satisfaction and saving of the whole period.</summary>
    internal ValueForMoney Value { get; }

    /// <summary>Citizens' words of a month; null where none were asked for, or this reader may not see them.</summary>
    internal (DateOnly Month, IReadOnlyList<Comment> Items)? Comments { get; init; }

    /// <summary>The reader's other services.</summary>
    public IReadOnlyList<Service> OtherServices { get; init; } = [];

    /// <summary>Its name in the reader's language.</summary>
    public string Name => Page.NameOf(Service);

    /// <summary>Whose service it is.</summary>
    public string Agency => Interactions.Comments.Clean(Service.Agency);

    /// <summary>Citizens' words are for the owner.</summary>
    public bool MayReadComments => Page.Caller is { Role: Http.Roles.Owner or Http.Roles.Admin };

    private DashboardTexts T => Page.Texts;

    /// <summary>The newest month with a figure, in a sentence.</summary>
    public string Headline
    {
        get
        {
            var newest = Enumerable.Range(0, Months.Count).LastOrDefault(place => Months[place].Csat is not null, -1);
            return newest < 0
                ? (Months.Any(month => month.Suppressed) ? T.HeadlineHidden : T.HeadlineNothing)
                : T.Headline(Period.Window.Periods[newest].First, Months[newest].Csat!, Months[newest].Change);
        }
    }

    /// <summary>Satisfaction by month, with the target.</summary>
    public Figure Trend()
    {
        var points = Months
            .Zip(Period.Window.Periods)
            .Select(pair => new LinePoint(
                T.ShortMonth(pair.Second.First),
                pair.First.Csat,
                pair.First.Suppressed,
                (double)Service.TargetOn(pair.Second.Last)
            ))
            .ToList();
        var table = new FigureTable(
            T.TrendTitle,
            [T.ColumnMonth, T.ColumnCsat, T.ColumnAnswers, T.ColumnChange, T.ColumnTarget],
            [
                .. Months
                    .Zip(Period.Window.Periods)
                    .Select(pair =>
                        (IReadOnlyList<string>)
                            [
                                T.Month(pair.Second.First),
                                Shown(pair.First, T.WithInterval(pair.First.Csat)),
                                Answers(pair.First),
                                Change(pair.First),
                                T.Percent((double)Service.TargetOn(pair.Second.Last), 1),
                            ]
                    ),
            ]
        );
        return new Figure(Charts.Line(T, "trend", T.TrendTitle, Headline, points), T.TrendText, table);
    }

    /// <summary>How the answers to the first question are spread.</summary>
    public Figure Distribution() =>
        OfQuestion(
            StandardQuestions.Satisfaction,
            Total.Distribution is null ? null : new QuestionFigures(StandardQuestions.Satisfaction, Total.Distribution),
            T.DistributionTitle
        );

    /// <summary>The other questions.</summary>
    public IEnumerable<Figure> Questions() =>
        SuppressedFigures.Questions.Select(question =>
            OfQuestion(
                question,
                Total.Questions?.GetValueOrDefault(question.Id),
                QuestionnaireTexts.In(Page.Language.Code).Prompt(question)
            )
        );

    /// <summary>The usual breakdowns, and the one that was chosen.</summary>
    public IEnumerable<Figure> Breakdowns() =>
        DefaultDimensions
            .Concat(By is { } chosen && !DefaultDimensions.Contains(chosen) ? [chosen] : (IEnumerable<Dimension>)[])
            .Select(BreakDown);

    /// <summary>What may be chosen besides the usual breakdowns.</summary>
    public static IEnumerable<Dimension> MoreDimensions => Enum.GetValues<Dimension>().Except(DefaultDimensions);

    /// <summary>How many interactions became answers.</summary>
    public Figure Funnel()
    {
        var reached = Total.Invited - Total.Undelivered;
        var all = Math.Max(1, Total.Interactions ?? 0);
        (string Name, long? Count)[] steps =
        [
            (T.FunnelInteractions, Total.Interactions),
            (T.FunnelInvited, Total.Invited),
            (T.FunnelReached, reached),
            (T.FunnelAnswered, Total.Responses),
        ];
        var rows = steps
            .Select(step => new ChartRow(
                step.Name,
                step.Count is { } count ? $"{T.Whole(count)} ({T.Percent((double)count / all)})" : T.Hidden,
                step.Count is { } known ? Point((double)known / all) : null
            ))
            .ToList();
        IReadOnlyList<IReadOnlyList<string>> cells =
        [
            .. rows.Select(row => (IReadOnlyList<string>)[row.Label, row.Value]),
            [T.FunnelDelivered, T.Whole(Total.Delivered ?? 0)],
            [T.FunnelUndelivered, T.Whole(Total.Undelivered ?? 0)],
            [T.FunnelWithdrawn, T.Whole(Total.Withdrawn ?? 0)],
            [
                T.ColumnResponseRate,
                Total.ResponseRate is { } rate ? T.Percent(rate, 1)
                : Total.Suppressed ? T.Hidden
                : T.None,
            ],
        ];
        var said = Total.ResponseRate is { } share ? DashboardTexts.Fill(T.FunnelText, T.Percent(share)) : "";
        return new Figure(
            Charts.Bars("funnel", T.FunnelTitle, said, rows),
            Total.LeftOut ? $"{said} {T.LeftOut}".Trim() : said,
            new FigureTable(T.FunnelTitle, [T.ColumnStep, T.ColumnCount], cells)
        );
    }

    /// <summary>Who answered less than others, and what weighting makes of it.</summary>
    public Figure ResponseByGroup()
    {
        var rows = new List<ChartRow>();
        var cells = new List<IReadOnlyList<string>>();
        var isLeftOut = false;
        foreach (var dimension in (Dimension[])[Dimension.Assistance, Dimension.Channel, Dimension.Language])
        {
            foreach (var (value, score) in ScoresBy(dimension))
            {
                isLeftOut |= score.LeftOut;
                var label = $"{T.DimensionName(dimension)}: {T.ValueName(dimension, value)}";
                var rate =
                    score.ResponseRate is { } known ? T.Percent(known, 1)
                    : score.Suppressed ? T.Hidden
                    : T.None;
                rows.Add(
                    new ChartRow(
                        T.ValueName(dimension, value),
                        rate,
                        score.ResponseRate is { } drawn ? Point(drawn) : null
                    )
                );
                cells.Add([
                    label,
                    Part(score.Interactions, Total.Interactions),
                    score.Suppressed || score.LeftOut ? T.Hidden : Part(score.Responses, Total.Responses),
                    rate,
                ]);
            }
        }

        var weights = Total is { Csat: { } plain, CsatWeighted: { } weighted }
            ? DashboardTexts.Fill(
                T.HeardText,
                T.WithInterval(plain),
                T.WithInterval(weighted),
                T.Number((decimal)weighted.N, 0),
                T.Number((decimal)plain.N, 0)
            )
            : "";
        return new Figure(
            Charts.Bars("heard", T.HeardTitle, T.HeardDescription, rows),
            isLeftOut ? $"{weights} {T.LeftOut}".Trim() : weights,
            new FigureTable(
                T.HeardTitle,
                [T.ColumnGroup, T.ColumnShareOfAll, T.ColumnShareOfAnswers, T.ColumnResponseRate],
                cells
            )
        );
    }

    /// <summary>What was saved, by category.</summary>
    public FigureTable SavingsByCategory()
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var category in Enum.GetValues<SavingCategory>())
        {
            var own = savings.Where(saving => saving.Category == category).ToList();
            if (own.Count > 0)
            {
                var isTime = category is SavingCategory.CitizenTime;
                rows.Add([
                    T.CategoryName(category),
                    isTime ? T.None : T.Money(own.Sum(saving => saving.Claimed), Service.Currency),
                    isTime ? T.None : T.Money(own.Sum(saving => saving.Verified), Service.Currency),
                    T.Number(own.Sum(saving => saving.Hours), 1),
                    T.Whole(own.Count(saving => saving.Status is SavingStatus.Claimed)),
                ]);
            }
        }

        return new FigureTable(
            T.SavingsTitle,
            [T.ColumnCategory, T.ColumnClaimed, T.ColumnVerified, T.ColumnHours, T.ColumnWaiting],
            rows
        );
    }

    /// <summary>Money in one row each.</summary>
    public IEnumerable<(string Name, string Amount)> SavingsTotals()
    {
        if (Value.Savings is not { } money)
        {
            yield break;
        }

        string Of(decimal amount) => T.Money(amount, Service.Currency);
        yield return (T.MoneyClaimed, Of(money.Claimed));
        yield return (T.MoneyCashReleasing, Of(money.CashReleasing));
        yield return (T.MoneyVerified, Of(money.Verified));
        yield return (T.MoneyCost, Of(money.Cost));
        yield return (T.MoneyTextCost, Of(money.TextCost));
        yield return (T.MoneyNet, Of(money.Net));
        yield return (T.MoneyNetVerified, Of(money.NetVerified));
        yield return (T.MoneyStaffHours, T.Number(money.StaffHours, 1));
        yield return (T.MoneyCitizenHours, T.Number(money.CitizenHours, 1));
        yield return (T.MoneyPerInteraction, Value.SavingPerInteraction is { } each ? Of(each) : T.None);
        yield return (
            T.MoneyPerSatisfied,
            Value.SavingPerSatisfiedInteraction is { } satisfied ? Of((decimal)satisfied) : T.None
        );
    }

    /// <summary>Every month with every figure.</summary>
    public FigureTable AllFigures() =>
        new(
            T.EverythingTitle,
            [
                T.ColumnMonth,
                T.FunnelInteractions,
                T.FunnelInvited,
                T.FunnelDelivered,
                T.FunnelUndelivered,
                T.FunnelWithdrawn,
                T.ColumnAnswers,
                T.ColumnResponseRate,
                T.ColumnAiShare,
                T.ColumnCsat,
                T.ColumnCsatWeighted,
                T.ColumnMean,
                T.ColumnIndex,
                T.ColumnChange,
            ],
            [
                .. Months.Zip(Period.Window.Periods).Select(pair => Row(T.Month(pair.Second.First), pair.First)),
                Row(T.WholePeriod, Total),
            ]
        );

    private IReadOnlyList<string> Row(string label, Score score) =>
        [
            label,
            T.Whole(score.Interactions ?? 0),
            T.Whole(score.Invited ?? 0),
            T.Whole(score.Delivered ?? 0),
            T.Whole(score.Undelivered ?? 0),
            T.Whole(score.Withdrawn ?? 0),
            Answers(score),
            Shown(score, score.ResponseRate is { } rate ? T.Percent(rate, 1) : T.None),
            score.AiShare is { } ai ? T.Percent(ai, 1) : T.None,
            Shown(score, T.WithInterval(score.Csat)),
            Shown(score, T.WithInterval(score.CsatWeighted)),
            Shown(score, score.Mean is { } mean ? T.Number((decimal)mean, 2) : T.None),
            Shown(score, score.Index is { } index ? T.Number((decimal)index, 1) : T.None),
            Change(score),
        ];

    private Figure BreakDown(Dimension dimension)
    {
        var scores = ScoresBy(dimension);
        var rows = scores
            .Select(each => new ChartRow(
                T.ValueName(dimension, each.Value),
                Shown(each.Score, T.WithInterval(each.Score.Csat)),
                each.Score.Csat
            ))
            .ToList();
        var title = DashboardTexts.Fill(T.BreakdownTitle, T.DimensionName(dimension));
        var isHidden = scores.Any(each => each.Score.Suppressed);
        var table = new FigureTable(
            title,
            [T.DimensionName(dimension), T.FunnelInteractions, T.ColumnAnswers, T.ColumnResponseRate, T.ColumnCsat],
            [
                .. scores.Select(each =>
                    (IReadOnlyList<string>)
                        [
                            T.ValueName(dimension, each.Value),
                            each.Score.Interactions is { } all ? T.Whole(all) : T.Hidden,
                            Answers(each.Score),
                            Shown(each.Score, each.Score.ResponseRate is { } rate ? T.Percent(rate, 1) : T.None),
                            Shown(each.Score, T.WithInterval(each.Score.Csat)),
                        ]
                ),
            ]
        );
        var svg = rows.Count is 0
            ? ""
            : Charts.Intervals(
                T,
                "by-" + Score.NameOf(dimension),
                title,
                T.BreakdownDescription,
                rows,
                (double)Value.Target
            );
        return new Figure(svg, rows.Count is 0 ? T.NothingHere : string.Join(' ', Notes()), table);

        IEnumerable<string> Notes()
        {
            if (isHidden)
            {
                yield return T.HiddenReason;
            }

            if (scores.Any(each => each.Score.LeftOut))
            {
                yield return T.LeftOut;
            }
        }
    }

    private Figure OfQuestion(Question question, QuestionFigures? answers, string title)
    {
        var wording = QuestionnaireTexts.In(Page.Language.Code);
        if (answers is null)
        {
            return new Figure(
                "",
                Total.Suppressed || Total.Responses > 0 ? T.HiddenReason : T.NothingHere,
                new FigureTable(title, [T.ColumnAnswer, T.ColumnCount], [])
            );
        }

        var rows = question
            .Choices.Zip(answers.Distribution)
            .Select(pair => new ChartRow(
                question.Kind is QuestionKind.Scale
                    ? $"{pair.First} \u2013 {wording.Choice(question, pair.First)}"
                    : wording.Choice(question, pair.First),
                $"{T.Whole(pair.Second)} ({T.Percent(answers.N > 0 ? (double)pair.Second / answers.N : 0)})",
                Point(answers.N > 0 ? (double)pair.Second / answers.N : 0)
            ))
            .ToList();
        var said =
            T.Counted(T.AnswersCounted, answers.N)
            + (answers.Mean is { } mean ? "; " + DashboardTexts.Fill(T.MeanText, T.Number((decimal)mean, 2)) : "");
        return new Figure(
            Charts.Bars("q-" + question.Id, title, said, rows),
            said,
            new FigureTable(
                title,
                [T.ColumnAnswer, T.ColumnCount],
                [.. rows.Select(row => (IReadOnlyList<string>)[row.Label, row.Value])]
            )
        );
    }

    private List<(string Value, Score Score)> ScoresBy(Dimension dimension) =>
        [
            .. figures
                .By(dimension, Period.Total)
                .Select(pair => (pair.Key, Score.Of(pair.Value, null, Period.Total, (dimension, pair.Key)))),
        ];

    private string Part(long? part, long? whole) =>
        part is { } some && whole is > 0 ? T.Percent((double)some / whole.Value, 1) : T.None;

    private string Answers(Score score) => Shown(score, T.Whole(score.Responses ?? 0));

    private string Shown(Score score, string figure) => score.Suppressed ? T.Hidden : figure;

    private string Change(Score score) =>
        score.Change switch
        {
            "up" => T.ChangeUp,
            "down" => T.ChangeDown,
            "none" => T.ChangeNone,
            _ => T.None,
        };

    private static Share Point(double share) => new(share, share, share, 0);
}
