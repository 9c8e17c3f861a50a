using System.Runtime.ExceptionServices;

namespace Surveys;

/// <summary>Does the same for each of many, whatever becomes of the others.</summary>
internal static class ResilientLoop
{
    /// <summary>One after the other; what failed rises when all have had their turn, so that whoever runs this sees it and runs it again.</summary>
    /// <param name="items">For whom.</param>
    /// <param name="act">What is done; harmless to repeat.</param>
    /// <param name="failed">Hears of each failure as it happens.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task ForEachAsync<T>(
        IAsyncEnumerable<T> items,
        Func<T, Task> act,
        Action<T, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        var faults = new List<Exception>();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            try
            {
                await act(item);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // One's fault must not hold up the others; it rises after them.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed(item, e);
                faults.Add(e);
            }
        }

        switch (faults)
        {
            case []:
                break;
            case [var only]:
                ExceptionDispatchInfo.Throw(only);
                break;
            default:
                throw new AggregateException(faults);
        }
    }
}
