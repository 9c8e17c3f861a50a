using System.Globalization;

namespace Surveys.Local.Demonstration;

/// <summary>Counts the finished items of a step, and writes the count every two seconds and at the end.</summary>
internal sealed class DemoProgress(string step, int total, Action<string> writeLine, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private long _written = time.GetTimestamp();
    private int _done;

    public void Add(int count)
    {
        lock (_lock)
        {
            _done += count;
            if (_done < total && time.GetElapsedTime(_written) < Interval)
            {
                return;
            }

            _written = time.GetTimestamp();
            writeLine(string.Create(CultureInfo.InvariantCulture, $"  {step}: {_done:N0} of {total:N0}"));
        }
    }
}
