using System.CommandLine;

namespace Surveys.Local;

/// <summary>The command line of the local host: <c>serve</c> without a subcommand, and <c>verify</c>.</summary>
internal static class CommandLine
{
    /// <summary>The exit code after an error.</summary>
    internal const int Failed = 1;

    private static readonly Option<bool> Empty = new("--empty") { Description = "Start without the demonstration." };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "The folder for data and secrets (default: .surveys/data in the repository).",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"The addresses to listen on, separated by semicolons (default: {LocalOptions.DefaultUrls}).",
        HelpName = "URLS",
    };

    private static readonly Option<string?> Storage = new("--storage")
    {
        Description = "The connection string of a storage account. Without it the host starts its own Azurite.",
        HelpName = "CONNECTION",
    };

    private static readonly Option<string?> AdminKey = new("--admin-key")
    {
        Description = "The admin key, at least 32 characters (default: generated once and stored).",
        HelpName = "KEY",
    };

    /// <summary>Runs the program. It writes errors as one message, without a stack trace.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Root(output, error).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync($"{string.Join(' ', parsed.Errors.Select(each => each.Message))} See --help.");
            return Failed;
        }

        // ServeCommand handles signals itself, because a clean stop can take longer than the library's timeout.
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
                Output = output,
                Error = error,
            }
        );
    }

    private static RootCommand Root(TextWriter output, TextWriter error)
    {
        var root = new RootCommand(
            "Citizen satisfaction surveys on one machine: the platform, its storage, simulated phones, a demonstration."
        )
        {
            Empty,
            Data,
            Urls,
            Storage,
            AdminKey,
        };
        root.SetAction(
            (parsed, cancellationToken) =>
                ServeCommand.RunAsync(
                    new LocalOptions
                    {
                        Empty = parsed.GetValue(Empty),
                        Data = parsed.GetValue(Data),
                        Urls = parsed.GetValue(Urls),
                        Storage = parsed.GetValue(Storage),
                        AdminKey = parsed.GetValue(AdminKey),
                    },
                    output,
                    error,
                    cancellationToken
                )
        );
        var verify = new Command(
            "verify",
            "Count all rows again and compare with the stored counts. It changes nothing. Stop the host first."
        )
        {
            Data,
            Storage,
        };
        verify.SetAction(
            (parsed, cancellationToken) =>
                VerifyCommand.RunAsync(
                    parsed.GetValue(Data),
                    parsed.GetValue(Storage),
                    output,
                    error,
                    cancellationToken
                )
        );
        root.Subcommands.Add(verify);
        return root;
    }
}
