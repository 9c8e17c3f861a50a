using System.Globalization;

namespace Surveys.Calendar;

/// <summary>Checks the machine's time-zone data.</summary>
internal static class ZoneData
{
    /// <summary>
    /// Checks that the machine knows a zone's history. With older data interactions would get wrong days.
    /// </summary>
    /// <param name="timeZone">IANA name.</param>
    /// <param name="knownTimes">Times of the zone with the offset from UTC that was in force.</param>
    /// <exception cref="ZoneDataException">The zone or one of the offsets is not known.</exception>
    public static void Verify(string timeZone, IEnumerable<DateTimeOffset> knownTimes)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
        {
            throw new ZoneDataException($"This machine's time-zone data does not have {timeZone}. {Remedy}");
        }

        foreach (var time in knownTimes)
        {
            if (zone.GetUtcOffset(time) != time.Offset)
            {
                throw new ZoneDataException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"This machine's time-zone data does not know that {timeZone} was at UTC{time:zzz} "
                    )
                        + string.Create(
                            CultureInfo.InvariantCulture,
                            $"on {time:yyyy-MM-dd}. Interactions would get wrong days. {Remedy}"
                        )
                );
            }
        }
    }

    /// <summary>
    /// The IANA name of a zone that this machine knows; null for anything else. Case is ignored. Names without a
    /// region, such as <c>localtime</c> or <c>EST</c>, are refused, except <c>UTC</c>.
    /// </summary>
    public static string? FindName(string text)
    {
        var name =
            TimeZoneInfo
                .GetSystemTimeZones()
                .FirstOrDefault(zone => zone.Id.Equals(text, StringComparison.OrdinalIgnoreCase))
                ?.Id
            ?? text;
        return
            (name is "UTC" || HasRegion(name))
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            && zone.HasIanaId
            ? name
            : null;
    }

    // The folders posix/ and right/ hold copies of the zones; right/ counts leap seconds.
    private static bool HasRegion(string name) =>
        name.Contains('/', StringComparison.Ordinal)
        && char.IsAsciiLetterUpper(name[0])
        && !name.Contains("..", StringComparison.Ordinal);

    private const string Remedy = "Update the operating system's tzdata and start again.";
}

/// <summary>The machine's time-zone data is missing or too old; the message says how to repair it.</summary>
public sealed class ZoneDataException(string message) : InvalidOperationException(message);
