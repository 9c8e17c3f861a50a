using System.Globalization;

namespace Surveys.Local.Demonstration;

/// <summary>Counts what is done of a step, and tells it every so often.</summary>
internal sealed class DemoProgress(string step, int all, Action<string> tell, TimeProvider time)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private long _told = time.GetTimestamp();
    private int _done;

    public void Add(int count)
    {
        lock (_lock)
        {
            _done += count;
            if (_done < all && time.GetElapsedTime(_told) < TellEvery)
            {
                return;
            }

            _told = time.GetTimestamp();
            tell(string.Create(CultureInfo.InvariantCulture, $"  {step}: {_done:N0} of {all:N0}"));
        }
    }
}
