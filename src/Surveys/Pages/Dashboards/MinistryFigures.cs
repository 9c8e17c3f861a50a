using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Integrity;
using Surveys.Savings;
using Surveys.Scoring;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>A service in the list of the ministry's dashboard.</summary>
/// <param name="Service">The service.</param>
/// <param name="Score">The figures of the whole period.</param>
/// <param name="Value">Satisfaction and savings of the whole period.</param>
internal sealed record ServiceSummary(Service Service, Score Score, ValueForMoney Value);

/// <summary>A month of a service that needs the ministry's attention.</summary>
/// <param name="Month">The first day of the month.</param>
/// <param name="Service">The service.</param>
/// <param name="Value">The figures of the month.</param>
/// <param name="Fallen">
/// The satisfaction of the month before and of the month, if it fell; null if the verdict became "at citizens'
/// expense".
/// </param>
internal sealed record Alert(DateOnly Month, Service Service, ValueForMoney Value, (Share Before, Share Now)? Fallen);

/// <summary>
/// The figures of the ministry's dashboard. Services are added one by one, so that only sums stay in memory.
/// </summary>
internal sealed class MinistryFigures(FigurePeriod period, ILookup<string, IntegrityMonth> grades)
{
    private readonly Dictionary<Period, SuppressedFigures.Sum> sums = [];
    private readonly SortedDictionary<string, SuppressedFigures.Sum> agencies = new(StringComparer.Ordinal);

    /// <summary>All services, in the order in which they were added.</summary>
    public List<ServiceSummary> Services { get; } = [];

    /// <summary>All alerts, in no order.</summary>
    public List<Alert> Alerts { get; } = [];

    /// <summary>The months whose grade is not sound.</summary>
    public List<IntegrityMonth> Grades { get; } = [];

    /// <summary>Adds a service with its published figures and its reported savings.</summary>
    public void Add(Service service, ServiceFigures figures, IReadOnlyCollection<Saving> savings)
    {
        var value = ValueForMoney.Of(
            service,
            period.Total,
            figures,
            [.. savings.Where(saving => saving.Month >= period.Window.First)],
            IntegrityReader.WorstOf(grades[service.ServiceId], period.Total)
        );
        Services.Add(new ServiceSummary(service, Score.Of(figures.Of(period.Total), null, period.Total, null), value));
        SuppressedFigures.Sum.Add(sums, period.Total, figures.Of(period.Total));
        SuppressedFigures.Sum.Add(agencies, service.Agency, figures.Of(period.Total));
        foreach (var month in period.Window.Periods)
        {
            SuppressedFigures.Sum.Add(sums, month, figures.Of(month));
        }

        Grades.AddRange(
            grades[service.ServiceId]
                .Where(month => month.First >= period.Window.First && month.Report.Grade is not IntegrityGrade.Sound)
        );
        AddAlerts(service, figures, savings);
    }

    /// <summary>The published figures of all services together.</summary>
    public Score Of(Period part) =>
        Score.Of(sums.TryGetValue(part, out var sum) ? sum.Total() : SuppressedFigures.Unpublished, null, part, null);

    /// <summary>The published figures of each agency's services together.</summary>
    public IEnumerable<(string Agency, Score Score)> Agencies() =>
        agencies.Select(pair => (pair.Key, Score.Of(pair.Value.Total(), null, period.Total, null)));

    /// <summary>
    /// Adds an alert for each month in which satisfaction fell, and for each in which the verdict became "at citizens'
    /// expense". An inconclusive month does not count as a change of verdict.
    /// </summary>
    private void AddAlerts(Service service, ServiceFigures figures, IReadOnlyCollection<Saving> savings)
    {
        var verdict = Verdict.Inconclusive;
        Share? before = null;
        foreach (var month in period.MonthsRead.Select(first => Period.Containing(Interval.Month, first)))
        {
            var value = ValueForMoney.Of(
                service,
                month,
                figures,
                [.. savings.Where(saving => saving.Month == month.First)],
                IntegrityReader.WorstOf(grades[service.ServiceId], month)
            );
            if (month.First >= period.Window.First)
            {
                var score = Score.Of(figures.Of(month), figures.Of(month.Previous()), month, null);
                if (before is not null && score is { Change: "down", Csat: { } now })
                {
                    Alerts.Add(new Alert(month.First, service, value, (before, now)));
                }

                if (value.Verdict is Verdict.AtCitizensExpense && verdict is not Verdict.AtCitizensExpense)
                {
                    Alerts.Add(new Alert(month.First, service, value, null));
                }
            }

            verdict = value.Verdict is Verdict.Inconclusive ? verdict : value.Verdict;
            before = value.Csat;
        }
    }
}
