using System.Text.Json.Serialization;
using Surveys.Scoring;

namespace Surveys.Integrity;

/// <summary>A signal that affects a grade, as it is shown.</summary>
/// <param name="Signal">The signal's name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Median">The median over services; null where a limit was crossed.</param>
internal sealed record ReasonView(string Signal, double Value, double? Median);

/// <summary>The integrity of one service's month, as it is shown. An owner sees the grade and its reasons alone.</summary>
internal sealed record IntegrityView
{
    public required string ServiceId { get; init; }

    /// <summary>Such as 2026-11.</summary>
    public required string Month { get; init; }

    public required IntegrityGrade Grade { get; init; }

    public required IReadOnlyList<ReasonView> Reasons { get; init; }

    /// <summary>
    /// Whether the service is measured: it has a sender of text messages, or the ministry accepts its shown ballots.
    /// </summary>
    public required bool Measured { get; init; }

    /// <summary>The number of interactions by the ministry's independent source.</summary>
    public Volume? Volume { get; init; }

    /// <summary>Interactions as a share of the independent volume.</summary>
    public double? Coverage { get; init; }

    /// <summary>Share of interactions that no text message can reach.</summary>
    public double? Unreachable { get; init; }

    /// <summary>Share of shown ballots among all ballots.</summary>
    public double? ShownShare { get; init; }

    /// <summary>Number of text messages withheld by reason; reasons of fewer than 10 are left out.</summary>
    public IReadOnlyDictionary<string, long>? Withheld { get; init; }

    /// <summary>Median time from the report to the answer, in seconds.</summary>
    public double? MedianSeconds { get; init; }

    /// <summary>Share of answers within 60 seconds of the report.</summary>
    public double? WithinMinute { get; init; }

    /// <summary>Share of the answers that came within the busiest minute.</summary>
    public double? BusiestMinute { get; init; }

    /// <summary>Share of the most frequent combination among ballots with three answers or more.</summary>
    public double? Identical { get; init; }

    /// <summary>Share of the reached citizens who answered.</summary>
    public double? ResponseRate { get; init; }

    /// <summary>Share of reports that came more than 24 hours after the interaction.</summary>
    public double? Backdated { get; init; }

    /// <summary>Share of phone numbers beside another number that was reported.</summary>
    public double? NeighbouringNumbers { get; init; }

    /// <summary>Share of reports that repeat a phone number of the same month.</summary>
    public double? RepeatedNumbers { get; init; }

    /// <summary>Share of phone numbers that no service had texted before.</summary>
    public double? NewNumbers { get; init; }

    /// <summary>The view of a month.</summary>
    /// <param name="month">The graded month.</param>
    /// <param name="showsAll">Whether the signals are shown beside the grade and its reasons.</param>
    public static IntegrityView Of(IntegrityMonth month, bool showsAll)
    {
        var report = month.Report;
        var view = new IntegrityView
        {
            ServiceId = month.Service.ServiceId,
            Month = month.Month,
            Grade = report.Grade,
            Reasons =
            [
                .. report.Reasons.Select(reason => new ReasonView(reason.Signal.Id, reason.Value, reason.Median)),
            ],
            Measured = report.Counts.HasSender || month.Service.AreShownBallotsAccepted,
        };
        return showsAll
            ? view with
            {
                Volume = month.Volume,
                Coverage = report.ValueOf(IntegritySignals.Coverage),
                Unreachable = report.ValueOf(IntegritySignals.Unreachable),
                ShownShare = report.ValueOf(IntegritySignals.ShownShare),
                Withheld = report
                    .Counts.Withheld.Where(reason => reason.Value >= SmallGroupSuppression.MinAnswers)
                    .ToDictionary(),
                MedianSeconds = report.ValueOf(IntegritySignals.MedianSeconds),
                WithinMinute = report.ValueOf(IntegritySignals.WithinMinute),
                BusiestMinute = report.ValueOf(IntegritySignals.BusiestMinute),
                Identical = report.ValueOf(IntegritySignals.Identical),
                ResponseRate = report.ValueOf(IntegritySignals.ResponseRate),
                Backdated = report.ValueOf(IntegritySignals.Backdated),
                NeighbouringNumbers = report.ValueOf(IntegritySignals.NeighbouringNumbers),
                RepeatedNumbers = report.ValueOf(IntegritySignals.RepeatedNumbers),
                NewNumbers = report.ValueOf(IntegritySignals.NewNumbers),
            }
            : view;
    }
}

/// <summary>The graded months that the caller may see.</summary>
internal sealed record IntegrityList(IReadOnlyList<IntegrityView> Items);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(IntegrityList))]
internal sealed partial class IntegrityViewJson : JsonSerializerContext;
