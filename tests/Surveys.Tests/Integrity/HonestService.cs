using System.Globalization;
using Surveys.Integrity;

namespace Surveys.Tests.Integrity;

/// <summary>
/// A service that reports what happens, and its citizens: 20 to 45 % of those reached answer, most within the hour,
/// fewer at night. Some services show links on a kiosk, count differently than the ministry, or report late after an
/// outage.
/// </summary>
internal sealed class HonestService
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;
    private const double NightShare = 0.12;
    private const double OutageShare = 0.02;

    private readonly string _id;
    private readonly double _interactions;
    private readonly double _responseRate;
    private readonly double _unreachable;
    private readonly double _shownResponseRate;
    private readonly double _withheld;
    private readonly double _coverage;
    private readonly double _textDelay;
    private readonly double _newNumbers;
    private readonly double _repeatedNumbers;
    private readonly double _satisfaction;
    private readonly bool _isAccepted;
    private readonly bool _hasVolume;

    public HonestService(int number, Random random)
    {
        _id = string.Create(CultureInfo.InvariantCulture, $"service-{number:d3}");
        _interactions = 40 * Math.Pow(150, random.NextDouble());
        _responseRate = Between(random, 0.2, 0.45);
        var kind = random.NextDouble();
        _isAccepted = kind < 0.1;
        _unreachable =
            _isAccepted ? Between(random, 0.3, 0.6)
            : kind < 0.15 ? Between(random, 0.18, 0.28)
            : Between(random, 0, 0.15);
        _shownResponseRate = Between(random, 0.03, 0.2);
        _withheld = Between(random, 0.02, 0.3);
        _hasVolume = random.NextDouble() < 0.7;
        _coverage = random.NextDouble() < 0.04 ? Between(random, 0.7, 1.15) : 0.98 + (0.03 * Normal(random));
        var delay = random.NextDouble();
        _textDelay =
            (
                delay < 0.1 ? 0
                : delay < 0.9 ? 15
                : 60
            ) * 60;
        _newNumbers = Between(random, 0.3, 0.9);
        _repeatedNumbers = random.NextDouble() < 0.1 ? Between(random, 0.3, 0.6) : Between(random, 0, 0.15);
        _satisfaction = Between(random, 3, 4.4);
    }

    /// <summary>A service with about so many verified ballots a month, on which attacks are tried.</summary>
    public static HonestService WithBallots(int ballots, Random random) => new(999, random, ballots);

    private HonestService(int number, Random random, int ballots)
        : this(number, random)
    {
        (_unreachable, _isAccepted, _hasVolume, _coverage, _withheld) = (0.08, false, true, 0.98, 0.1);
        _interactions = 1.5 * ballots / _responseRate / (1 - _unreachable) / (1 - _withheld);
    }

    /// <summary>The seconds from the start of the month at which an interaction of daily life takes place.</summary>
    public static double SomeTime(Random random)
    {
        var hour = random.NextDouble() < NightShare ? Between(random, -3, 7) : Between(random, 7, 21);
        return (random.Next(1, 30) * Day) + (hour * Hour);
    }

    /// <summary>
    /// The seconds until a citizen answers who has the questions before him: 12 minutes in the median, up to days.
    /// </summary>
    public static double AnswerDelay(Random random) => 12 * 60 * Math.Exp(1.6 * Normal(random));

    /// <summary>Answers to all questions, correlated with satisfaction as they are in life.</summary>
    public static string Combination(double satisfaction, Random random)
    {
        var mood = Math.Clamp(satisfaction + Normal(random), 1, 5);
        int Scale() => (int)Math.Round(Math.Clamp(mood + (0.8 * Normal(random)), 1, 5));
        return string.Join(
            ',',
            Scale(),
            random.NextDouble() < mood / 5 ? "yes" : "no",
            Scale(),
            Scale(),
            random.NextDouble() < 0.6,
            random.Next(3),
            random.NextDouble() < 0.8,
            random.Next(4)
        );
    }

    /// <summary>One month.</summary>
    /// <param name="month">The number of the month; numbers are known better with time.</param>
    /// <param name="random">The seeded source of chance.</param>
    public SimulatedMonth Month(int month, Random random)
    {
        var result = new SimulatedMonth(
            new IntegrityCounts
            {
                ServiceId = _id,
                Interactions = 0,
                AreShownBallotsAccepted = _isAccepted,
            }
        );
        var count = (int)Math.Round(_interactions * Between(random, 0.8, 1.2));
        var backdated = random.NextDouble() < OutageShare ? 0.4 : 0.005;
        var responseRate = _responseRate * Between(random, 0.9, 1.1);
        for (var i = 0; i < count; i++)
        {
            Report(result, month, responseRate, random);
            if (random.NextDouble() < backdated)
            {
                result.AddBackdated();
            }
        }

        if (_hasVolume)
        {
            result.SetVolume(_coverage * (1 + (0.015 * Normal(random))));
        }

        return result;
    }

    private void Report(SimulatedMonth result, int month, double responseRate, Random random)
    {
        var reported = SomeTime(random);
        if (random.NextDouble() < _unreachable)
        {
            result.AddUnreachable();
            if (random.NextDouble() < _shownResponseRate)
            {
                var answered = reported + (40 * Math.Exp(Normal(random)));
                result.AddBallot(isShown: true, reported, answered, Combination(_satisfaction, random));
            }

            return;
        }

        var isReached = random.NextDouble() >= _withheld;
        var isNeighbour = random.NextDouble() < 9 * _interactions / 26_000_000;
        var isNew = random.NextDouble() < _newNumbers * Math.Pow(0.97, month);
        result.AddReachable(isReached, isNew, random.NextDouble() < _repeatedNumbers, isNeighbour);
        if (isReached && random.NextDouble() < responseRate)
        {
            var answered = AnsweredAt(SentAt(reported + _textDelay, random), random);
            var combination = random.NextDouble() < 0.55 ? Combination(_satisfaction, random) : null;
            result.AddBallot(isShown: false, reported, answered, combination);
        }
    }

    /// <summary>The next time within 9 to 21 o'clock. Texts of the night go out one after the other at 9.</summary>
    private static double SentAt(double due, Random random)
    {
        var hour = due % Day / Hour;
        return hour < 9 ? due - (due % Day) + (9 * Hour) + Between(random, 0, 60)
            : hour >= 21 ? due - (due % Day) + (33 * Hour) + Between(random, 0, 60)
            : due;
    }

    /// <summary>Few answer between 23 and 7 o'clock; the others do in the morning.</summary>
    private static double AnsweredAt(double sent, Random random)
    {
        var answered = sent + AnswerDelay(random);
        var hour = answered % Day / Hour;
        var isNight = hour is < 7 or >= 23;
        return isNight && random.NextDouble() < 0.8
            ? answered - (answered % Day) + ((hour < 7 ? 7 : 31) * Hour) + Between(random, 0, 3 * Hour)
            : answered;
    }

    private static double Between(Random random, double low, double high) => low + ((high - low) * random.NextDouble());

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
