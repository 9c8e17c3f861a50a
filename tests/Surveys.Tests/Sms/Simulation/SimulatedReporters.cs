using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Interactions;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Tests.Sms.Simulation;

/// <summary>Services that report interactions, and repeat old reports.</summary>
internal sealed class SimulatedReporters(
    SimulatedPlatform platform,
    IReadOnlyList<string> serviceIds,
    IReadOnlyList<string> phones
)
{
    private readonly List<InteractionReport> _reports = [];

    /// <summary>Every interaction that was reported, once.</summary>
    public IReadOnlyList<InteractionReport> Reports => _reports;

    public async Task ReportAsync()
    {
        var report = _reports.Count > 0 && platform.OneIn(2) ? platform.Pick(_reports) : Create();
        platform.Note($"report {report.InteractionId} of {report.ServiceId} for {report.Phone}");
        await platform.RetryAsync(host => AcceptAsync(host, report));
    }

    /// <summary>The key of an interaction's row. Almaty is five hours ahead of UTC.</summary>
    public static InteractionKey KeyOf(InteractionReport report) =>
        InteractionKey.Of(
            report.ServiceId,
            DateOnly.FromDateTime(report.CompletedAt.UtcDateTime.AddHours(5)),
            report.InteractionId,
            1
        );

    private InteractionReport Create()
    {
        var report = new InteractionReport
        {
            Language = "kk",
            ServiceId = platform.Pick(serviceIds),
            InteractionId = string.Create(CultureInfo.InvariantCulture, $"i{_reports.Count}"),
            CompletedAt = platform.Now,
            Assistance = Assistance.Ai,
            Channel = Channel.Web,
            Phone = platform.Pick(phones),
            SmsConsent = true,
        };
        _reports.Add(report);
        return report;
    }

    private static async Task AcceptAsync(IServiceProvider host, InteractionReport report)
    {
        var service = await host.GetRequiredService<ServicesTable>()
            .FindAsync(report.ServiceId, CancellationToken.None);
        var accepted = await host.GetRequiredService<InteractionIntake>()
            .AcceptAsync(report, service!, import: false, CancellationToken.None);
        if (accepted.Text is { } due)
        {
            await host.GetRequiredService<SendScheduler>().ScheduleAsync([due], CancellationToken.None);
        }
    }
}
