using System.Runtime.ExceptionServices;

namespace Surveys;

/// <summary>Runs an action for each item of a sequence and continues if it fails for one of them.</summary>
internal static class ResilientLoop
{
    /// <summary>
    /// Runs the action for one item after the other. Exceptions are thrown at the end, after the last item, so that the
    /// caller can repeat the loop.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="act">The action. Must be safe to repeat.</param>
    /// <param name="failed">Called for each failure when it happens.</param>
    /// <param name="cancellationToken">Cancels the loop.</param>
    public static async Task ForEachAsync<T>(
        IAsyncEnumerable<T> items,
        Func<T, Task> act,
        Action<T, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        var errors = new List<Exception>();
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
#pragma warning disable CA1031 // An error of one item must not stop the others. It is thrown at the end.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed(item, e);
                errors.Add(e);
            }
        }

        switch (errors)
        {
            case []:
                break;
            case [var only]:
                ExceptionDispatchInfo.Throw(only);
                break;
            default:
                throw new AggregateException(errors);
        }
    }
}
