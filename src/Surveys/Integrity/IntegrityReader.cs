using Surveys.Calendar;
using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Integrity;

/// <summary>One service's month: its report and the independent volume.</summary>
/// <param name="Service">The service.</param>
/// <param name="First">The first day of the month.</param>
/// <param name="Report">The signals and the grade.</param>
/// <param name="Volume">The independent volume; null if unknown.</param>
internal sealed record IntegrityMonth(Service Service, DateOnly First, IntegrityReport Report, Volume? Volume)
{
    /// <summary>Such as 2026-11.</summary>
    public string Month => RollupsTable.Month(First);
}

/// <summary>Grades the months of services.</summary>
internal sealed class IntegrityReader(IntegrityTable table, VolumesTable volumes)
{
    /// <summary>The worst grade of a service's months in a period; null where none is graded.</summary>
    public static IntegrityGrade? WorstOf(IEnumerable<IntegrityMonth> months, Period period) =>
        months
            .Where(month => month.First >= period.First && month.First <= period.Last)
            .Max(month => (IntegrityGrade?)month.Report.Grade);

    /// <summary>
    /// The graded months from first to last, month by month and in the order of the services. A grade compares a service
    /// with all others, so the list holds all services, and the caller leaves out what is not for its eyes.
    /// </summary>
    public async Task<IReadOnlyList<IntegrityMonth>> ReadAsync(
        IReadOnlyCollection<Service> services,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    )
    {
        var register = services.ToDictionary(service => service.ServiceId, StringComparer.Ordinal);
        var graded = new List<IntegrityMonth>();
        foreach (var month in new Period(Interval.Total, first, last).Months)
        {
            var name = RollupsTable.Month(month);
            var counts = await table.ReadAsync(name, cancellationToken);
            if (counts.Count is 0)
            {
                continue;
            }

            var known = await volumes.ReadAsync(name, cancellationToken);
            List<IntegrityCounts> compared =
            [
                .. counts
                    .Where(each => register.TryGetValue(each.ServiceId, out var service) && !service.Test)
                    .Select(each =>
                        each with
                        {
                            Volume = known.GetValueOrDefault(each.ServiceId)?.Count,
                            AreShownBallotsAccepted = register[each.ServiceId].AreShownBallotsAccepted,
                        }
                    ),
            ];
            graded.AddRange(
                IntegrityGrades
                    .Of(compared)
                    .Select(report => new IntegrityMonth(
                        register[report.Counts.ServiceId],
                        month,
                        report,
                        known.GetValueOrDefault(report.Counts.ServiceId)
                    ))
            );
        }

        return graded;
    }
}
