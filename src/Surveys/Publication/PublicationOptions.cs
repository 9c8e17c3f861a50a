using System.ComponentModel.DataAnnotations;

namespace Surveys.Publication;

/// <summary>When figures are published, section <c>Surveys:Publication</c>.</summary>
public sealed class PublicationOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Publication";

    /// <summary>
    /// Minutes between two publications, 1 to 1,440, counted from midnight UTC plus <see cref="StartMinute"/>. The default is once a day.
    /// A fixed rhythm keeps the moment of a version from telling when an answer came.
    /// </summary>
    [Range(1, 1_440)]
    public int EveryMinutes { get; set; } = 1_440;

    /// <summary>Minute of the UTC day at which publications are counted from, 0 to 1,439. The default is 01:00 UTC, 06:00 in Kazakhstan.</summary>
    [Range(0, 1_439)]
    public int StartMinute { get; set; } = 60;

    /// <summary>The last fixed moment at or before an instant.</summary>
    internal DateTimeOffset SlotAt(DateTimeOffset now)
    {
        var minutes = (long)Math.Floor((now - DateTimeOffset.UnixEpoch).TotalMinutes) - StartMinute;
        return DateTimeOffset.UnixEpoch.AddMinutes((minutes / EveryMinutes * EveryMinutes) + StartMinute);
    }
}
